using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RaceSafe;

/// <summary>
/// What a request asks for, as a hash: a second request under one key must have the same, or it is refused. It is not part of the key.
/// </summary>
public readonly record struct RequestFingerprint
{
    private readonly string? _value;

    private RequestFingerprint(string value) => _value = value;

    /// <summary>64 hexadecimal digits.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which would equal every other request without a fingerprint.</exception>
    public string Value => _value ?? throw new InvalidOperationException("No fingerprint is given; make one with RequestFingerprint.OfParts or OfJson.");

    /// <summary>Of values, by the rules of <see cref="IdempotencyKey.Create"/>. Without parts: all requests under a key are taken for the same.</summary>
    /// <exception cref="ArgumentException">A part has no canonical spelling.</exception>
    public static RequestFingerprint OfParts(params ReadOnlySpan<object?> parts)
    {
        var hash = new CanonicalHash();
        foreach (var part in parts) hash.Add(part);
        return new(hash.Finish());
    }

    /// <summary>Of an object, by its type's name and its JSON with the members of every object in ordinal order.</summary>
    [RequiresUnreferencedCode("Uses reflection; hand over a JsonTypeInfo when trimming.")]
    [RequiresDynamicCode("Uses reflection; hand over a JsonTypeInfo when compiling ahead of time.")]
    public static RequestFingerprint OfJson<T>(T request) =>
        request is RequestFingerprint made ? made : Of(typeof(T), JsonSerializer.SerializeToElement(request, IdempotencyExtensions.Json));

    /// <summary>As <see cref="OfJson{T}(T)"/>, without reflection.</summary>
    public static RequestFingerprint OfJson<T>(T request, JsonTypeInfo<T> type) => Of(typeof(T), JsonSerializer.SerializeToElement(request, type));

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(none)";

    private static RequestFingerprint Of(Type type, JsonElement json)
    {
        var hash = new CanonicalHash();
        hash.AddText('T', type.FullName ?? type.Name);
        Add(hash, json);
        return new(hash.Finish());
    }

    private static void Add(CanonicalHash hash, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var members = json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
                hash.AddText('{', members.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
                foreach (var member in members)
                {
                    hash.AddText('k', member.Name);
                    Add(hash, member.Value);
                }

                break;
            case JsonValueKind.Array:
                hash.AddText('[', json.GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture));
                foreach (var item in json.EnumerateArray()) Add(hash, item);
                break;
            case JsonValueKind.String:
                hash.AddText('s', json.GetString()!);
                break;
            default:
                hash.AddText('j', json.GetRawText()); // null, true, false, and numbers as they are spelled
                break;
        }
    }
}

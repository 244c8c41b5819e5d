using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Analyzers.Options;

/// <summary>A JSON value that knows where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Its place in the text.</param>
/// <param name="Text">The content of a string, the letters of a number or word.</param>
internal sealed record JsonValue(JsonKind Kind, TextSpan Span, string Text)
{
    public ImmutableArray<JsonValue> Items { get; init; } = ImmutableArray<JsonValue>.Empty;

    public ImmutableArray<(JsonValue Name, JsonValue Value)> Members { get; init; } = ImmutableArray<(JsonValue, JsonValue)>.Empty;

    /// <summary>The first member of that name.</summary>
    public JsonValue? this[string name]
    {
        get
        {
            foreach (var (key, value) in Members)
                if (key.Text == name) return value;
            return null;
        }
    }
}

internal enum JsonKind
{
    Object,
    Array,
    String,
    Number,

    /// <summary>true, false or null.</summary>
    Word,
}

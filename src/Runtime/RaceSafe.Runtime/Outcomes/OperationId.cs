using System.Diagnostics.CodeAnalysis;

namespace RaceSafe;

/// <summary>
/// Names one operation (an idempotency key), so that a retry or a duplicate returns the first result instead of applying it again.
/// </summary>
/// <remarks>
/// An id belongs to one operation on one key: two different operations on a key need two ids, or the second returns the result of the first.
/// A store remembers the id of an applied operation for <see cref="AtomicStoreOptions.OperationIdLifetime"/>. A refused operation changed
/// nothing and is not remembered, so that a later call with its id is decided anew.
/// </remarks>
public readonly record struct OperationId
{
    /// <summary>Longest id, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>Makes an id from a name that the caller can make again for the same operation, such as a message id.</summary>
    /// <param name="value">1 to 128 characters, no NUL, no unpaired surrogate; compared ordinally.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is null, empty, too long or malformed.</exception>
    public OperationId(string value)
    {
        AtomicArguments.CheckText(value, MaxLength);
        Value = value;
    }

    /// <summary>No id: the operation is not protected against being repeated.</summary>
    public static OperationId None => default;

    /// <summary>The text of the id; null when this is <see cref="None"/>.</summary>
    public string? Value { get; }

    /// <summary>True when there is no id.</summary>
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsNone => Value is null;

    /// <summary>A new id that no other call makes. Keep it as long as the operation may be retried.</summary>
    public static OperationId New() => new(string.Create(22, Guid.NewGuid(), static (text, id) =>
    {
        // Shorter than digits: it travels with every call, and is kept.
        Span<byte> bytes = stackalloc byte[16];
        Span<char> padded = stackalloc char[24];
        id.TryWriteBytes(bytes);
        Convert.TryToBase64Chars(bytes, padded, out _);
        padded[..text.Length].CopyTo(text);
        text.Replace('+', '-');
        text.Replace('/', '_');
    }));

    /// <inheritdoc/>
    public override string ToString() => Value ?? "(none)";
}

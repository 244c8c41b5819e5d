using System.Runtime.CompilerServices;
using System.Text;

namespace RaceSafe;

/// <summary>Names of tables and columns, checked and quoted: the one way by which a name gets into a statement.</summary>
internal static class SqlIdentifier
{
    // PostgreSQL cuts longer names off without a word, and two names would become one.
    private const int MaxBytes = 63;

    public static string Check(string identifier, [CallerArgumentExpression(nameof(identifier))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(identifier, name);
        if (identifier.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
            throw new ArgumentException("A name of a table or column has no control characters.", name);
        if (Encoding.UTF8.GetByteCount(identifier) > MaxBytes)
            throw new ArgumentException($"A name of a table or column has at most {MaxBytes} bytes.", name);
        return identifier;
    }

    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"")}\"";
}

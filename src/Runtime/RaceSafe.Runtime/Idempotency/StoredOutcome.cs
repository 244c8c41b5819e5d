using System.Text;

namespace RaceSafe;

/// <summary>How a store keeps what became of the work: a byte for the kind, then the result, or the type and message of a failure.</summary>
internal static class StoredOutcome
{
    private const byte Result = 0, Failure = 1;

    public static byte[] Of(byte[] result) => [Result, .. result];

    public static byte[] Of(Exception failure) =>
        [Failure, .. Encoding.UTF8.GetBytes($"{failure.GetType().FullName}\n{failure.Message}")];

    /// <exception cref="RememberedFailureException">The work failed.</exception>
    public static byte[] Read(byte[] stored)
    {
        if (stored[0] == Result) return stored[1..];
        var text = Encoding.UTF8.GetString(stored.AsSpan(1));
        var end = text.IndexOf('\n');
        throw new RememberedFailureException(text[..end], text[(end + 1)..]);
    }
}

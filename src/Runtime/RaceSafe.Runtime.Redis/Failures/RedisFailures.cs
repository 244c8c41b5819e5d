using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Says what a failed Redis command left behind.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Failure</term><description>Class</description></listheader>
/// <item><term>Error reply LOADING, READONLY, MOVED, ASK, TRYAGAIN, CLUSTERDOWN, MASTERDOWN, NOREPLICAS, MISCONF, BUSY, OOM, NOSCRIPT, max number of
/// clients</term><description>NotApplied: the server refused before it ran anything.</description></item>
/// <item><term>Any other error reply (WRONGTYPE, NOAUTH, NOPERM, CROSSSLOT, syntax …)</term><description>Deterministic.</description></item>
/// <item><term>RedisConnectionException UnableToResolvePhysicalConnection, UnableToConnect, Loading; <see cref="RedisNotConnectedException"/></term><description>NotApplied: there was no
/// connection to send on.</description></item>
/// <item><term>RedisConnectionException of any other kind (SocketClosed, SocketFailure …)</term><description>Unknown: it may have been sent.</description></item>
/// <item><term>TimeoutException</term><description>Unknown: a request that waits to be sent may still be.</description></item>
/// <item><term>RedisCommandException, ArgumentException, ObjectDisposedException, NotSupportedException, OverflowException,
/// <see cref="WrongValueTypeException"/> and other InvalidOperationException</term><description>Deterministic: refused by the client or by us.</description></item>
/// <item><term><see cref="UnderReplicatedException"/></term><description>Deterministic: it took place, and repeating it does not make replicas come.</description></item>
/// <item><term>Everything else</term><description>Unknown.</description></item>
/// </list>
/// </remarks>
public static class RedisFailures
{
    private static readonly string[] Refusals =
    [
        "LOADING", "READONLY", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS", "MISCONF", "BUSY", "OOM", "NOSCRIPT",
    ];

    /// <summary>Classifies one failure.</summary>
    public static FailureClass Classify(Exception failure) => failure switch
    {
        RedisServerException reply => IsRefusal(reply.Message) ? FailureClass.NotApplied : FailureClass.Deterministic,
        RedisConnectionException connection => connection.FailureType
            is ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect or ConnectionFailureType.Loading
                ? FailureClass.NotApplied : FailureClass.Unknown,
        RedisNotConnectedException => FailureClass.NotApplied,
        UnderReplicatedException or RedisCommandException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException => FailureClass.Deterministic,
        _ => FailureClass.Unknown,
    };

    private static bool IsRefusal(string message)
    {
        var reply = Inner(message);
        var code = reply.IndexOf(' ') is > 0 and var end ? reply[..end] : reply;
        foreach (var refusal in Refusals)
            if (code.SequenceEqual(refusal)) return true;

        // The client words this one itself when a redirect of a cluster leads nowhere.
        return message.StartsWith("ERR max number of clients", StringComparison.Ordinal)
            || message.StartsWith("Endpoint ", StringComparison.Ordinal) && message.Contains("serving hashslot", StringComparison.Ordinal);
    }

    /// <summary>
    /// The reply that a command inside a script got. Before 7.0 it is wrapped: "ERR Error running script (call to f_…): @user_script: 1: -READONLY …".
    /// </summary>
    private static ReadOnlySpan<char> Inner(string message)
    {
        const string mark = "@user_script";
        var at = message.StartsWith("ERR Error running script", StringComparison.Ordinal) ? message.LastIndexOf(mark, StringComparison.Ordinal) : -1;
        return at < 0 ? message : message.AsSpan(at + mark.Length).TrimStart(":-0123456789 ");
    }
}

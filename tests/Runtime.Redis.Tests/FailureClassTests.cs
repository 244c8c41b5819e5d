using System.Reflection;

namespace RaceSafe.Runtime.Redis.Tests;

public sealed class FailureClassTests
{
    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("READONLY You can't write against a read only replica. script: 2067d9, on @user_script:3.")]
    [InlineData("ERR Error running script (call to f_1fa00e76): @user_script: 1: -READONLY You can't write against a read only replica.")]
    [InlineData("ERR Error running script (call to f_1fa00e76): @user_script:1: OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("MOVED 3999 127.0.0.1:6381")]
    [InlineData("ASK 3999 127.0.0.1:6381")]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot")]
    [InlineData("CLUSTERDOWN The cluster is down")]
    [InlineData("MASTERDOWN Link with MASTER is down")]
    [InlineData("NOREPLICAS Not enough good replicas to write.")]
    [InlineData("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.")]
    [InlineData("BUSY Redis is busy running a script.")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("NOSCRIPT No matching script. Please use EVAL.")]
    [InlineData("ERR max number of clients reached")]
    public void A_refusal_by_the_servers_state_is_not_applied(string reply) => Assert.Equal(FailureClass.NotApplied, RedisFailures.Classify(Reply(reply)));

    [Theory]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ERR value is not an integer or out of range")]
    [InlineData("ERR Error running script (call to f_1fa00e76): @user_script:1: WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("NOAUTH Authentication required.")]
    [InlineData("NOPERM this user has no permissions to run the 'evalsha' command")]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot")]
    [InlineData("ERR unknown command 'EVALSHA'")]
    [InlineData("ASKING is not a code")]
    [InlineData("")]
    public void Any_other_reply_is_deterministic(string reply) => Assert.Equal(FailureClass.Deterministic, RedisFailures.Classify(Reply(reply)));

    [Theory]
    [InlineData(ConnectionFailureType.UnableToResolvePhysicalConnection, FailureClass.NotApplied)]
    [InlineData(ConnectionFailureType.UnableToConnect, FailureClass.NotApplied)]
    [InlineData(ConnectionFailureType.Loading, FailureClass.NotApplied)]
    [InlineData(ConnectionFailureType.SocketClosed, FailureClass.Unknown)]
    [InlineData(ConnectionFailureType.SocketFailure, FailureClass.Unknown)]
    [InlineData(ConnectionFailureType.ProtocolFailure, FailureClass.Unknown)]
    [InlineData(ConnectionFailureType.InternalFailure, FailureClass.Unknown)]
    [InlineData(ConnectionFailureType.ConnectionDisposed, FailureClass.Unknown)]
    [InlineData(ConnectionFailureType.AuthenticationFailure, FailureClass.Unknown)]
    [InlineData(ConnectionFailureType.None, FailureClass.Unknown)]
    public void A_broken_connection_is_unknown_unless_there_was_none(ConnectionFailureType type, FailureClass expected) =>
        Assert.Equal(expected, RedisFailures.Classify(Make<RedisConnectionException>(type, "text")));

    [Fact]
    public void Timeouts_and_what_nobody_knows_are_unknown_and_refusals_of_the_client_are_deterministic()
    {
        foreach (var unknown in new Exception[] { new TimeoutException(), new TaskCanceledException(), new IOException(), new Exception() })
            Assert.Equal(FailureClass.Unknown, RedisFailures.Classify(unknown));
        foreach (var refused in new Exception[]
        {
            Make<RedisCommandException>("text"), new ArgumentException(), new ObjectDisposedException("mux"), new OverflowException(),
            new NotSupportedException(), new WrongValueTypeException("k", "a list", "a value"),
        })
            Assert.Equal(FailureClass.Deterministic, RedisFailures.Classify(refused));
        Assert.Equal(FailureClass.NotApplied, RedisFailures.Classify(new RedisNotConnectedException("k")));
    }

    private static RedisServerException Reply(string message) => Make<RedisServerException>(message);

    // The client keeps the constructors to itself.
    private static T Make<T>(params object[] arguments)
    {
        var constructor = typeof(T).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(c => c.GetParameters().Length >= arguments.Length)
            .First(c => c.GetParameters().Zip(arguments, (parameter, value) => parameter.ParameterType.IsInstanceOfType(value)).All(fits => fits));
        var rest = constructor.GetParameters().Skip(arguments.Length).Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null);
        return (T)constructor.Invoke([.. arguments, .. rest]);
    }
}

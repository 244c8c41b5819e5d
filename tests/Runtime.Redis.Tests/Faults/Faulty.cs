using System.Text;
using RaceSafe.Proxies;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>A connection through a proxy that does something to the requests that carry out an operation, and leaves the client's own traffic alone.</summary>
public sealed class Faulty : IAsyncDisposable
{
    private static readonly string[] Operations = ["\nEVALSHA\r", "\nEVAL\r", "\nINCR\r", "\nINCRBY\r", "\nHINCRBY\r"];

    private readonly FaultProxy _proxy;

    private Faulty(FaultProxy proxy, ConnectionMultiplexer connection) => (_proxy, Connection) = (proxy, connection);

    public ConnectionMultiplexer Connection { get; }

    public FaultProxy Proxy => _proxy;

    public int Faults => _proxy.Faults;

    public static async Task<Faulty> ConnectAsync(int port, int syncTimeout = 5000)
    {
        var proxy = new FaultProxy(port);
        // Without a subscription connection and with a fast reconnect: the faults are about requests.
        var connection = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{proxy.Port},abortConnect=false,connectTimeout=1000,syncTimeout={syncTimeout},connectRetry=1,$SUBSCRIBE=,$CLUSTER=");
        return new(proxy, connection);
    }

    /// <summary>The fault befalls the next operation.</summary>
    public void Next(FaultKind kind, TimeSpan time = default)
    {
        var left = 1;
        _proxy.Plan = request => IsOperation(request) && Interlocked.Decrement(ref left) == 0 ? new(kind, time) : Fault.None;
    }

    /// <summary>The fault befalls every operation until told otherwise.</summary>
    public void All(FaultKind kind) => _proxy.Plan = request => IsOperation(request) ? new(kind) : Fault.None;

    /// <summary>The fault befalls one operation in so many, at random.</summary>
    public void OneIn(int n, FaultKind kind, int seed = 1)
    {
        var random = new Random(seed);
        _proxy.Plan = request => IsOperation(request) && Draw() == 0 ? new(kind) : Fault.None;

        int Draw()
        {
            lock (random) return random.Next(n);
        }
    }

    public void Heal() => _proxy.Plan = _ => Fault.None;

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await _proxy.DisposeAsync();
    }

    private static bool IsOperation(ReadOnlyMemory<byte> request)
    {
        var text = Encoding.ASCII.GetString(request.Span);
        return Operations.Any(text.Contains);
    }
}

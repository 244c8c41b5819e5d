using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RaceSafe.Proxies;

/// <summary>
/// Stands between a client and a server on the loopback and does to each request what its plan says. It knows no protocol: what arrives from the client at
/// once is a request (or several, with a client that pipelines).
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, Task> _links = [];
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _faults;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">Port of the server on 127.0.0.1.</param>
    public FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Decides over each request. Called by one thread per connection. Default: no faults.</summary>
    public Func<ReadOnlyMemory<byte>, Fault> Plan { get; set; } = _ => Fault.None;

    /// <summary>Faults so far.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>While true, connections are closed as soon as they are made, and those that are open are closed.</summary>
    public bool Refuses
    {
        get;
        set
        {
            field = value;
            if (value) foreach (var link in _links.Keys) link.Close();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        foreach (var link in _links.Keys) link.Close();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_links.Values).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false);
                if (Refuses)
                {
                    client.Dispose();
                    continue;
                }

                var link = new Link(client);
                _links[link] = RunAsync(link);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task RunAsync(Link link)
    {
        try
        {
            await link.Server.ConnectAsync(IPAddress.Loopback, _target, _end.Token).ConfigureAwait(false);
            await Task.WhenAny(RequestsAsync(link), RepliesAsync(link)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is down: so is the way to it.
        }
        finally
        {
            link.Close();
            _links.TryRemove(link, out _);
        }
    }

    private async Task RequestsAsync(Link link)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await link.Client.GetStream().ReadAsync(buffer, _end.Token).ConfigureAwait(false) is > 0 and var length)
            {
                var fault = Plan(buffer.AsMemory(0, length));
                if (fault.Kind != FaultKind.None) Interlocked.Increment(ref _faults);
                if (fault.Kind == FaultKind.DropRequest) return;
                if (fault.Kind == FaultKind.Delay) await Task.Delay(fault.Time, _end.Token).ConfigureAwait(false);
                else if (fault.Kind != FaultKind.None) link.Pending = fault.Kind;
                await link.Server.GetStream().WriteAsync(buffer.AsMemory(0, length), _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Closed from one side.
        }
    }

    private async Task RepliesAsync(Link link)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await link.Server.GetStream().ReadAsync(buffer, _end.Token).ConfigureAwait(false) is > 0 and var length)
            {
                switch (link.Pending)
                {
                    case FaultKind.DropReply:
                        return;
                    case FaultKind.Reset:
                        link.Client.LingerState = new LingerOption(true, 0);
                        return;
                    case FaultKind.HalfOpen:
                        continue;
                    default:
                        await link.Client.GetStream().WriteAsync(buffer.AsMemory(0, length), _end.Token).ConfigureAwait(false);
                        continue;
                }
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Closed from one side.
        }
    }

    private static bool IsEnd(Exception e) => e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private sealed class Link(TcpClient client)
    {
        public TcpClient Client { get; } = client;

        public TcpClient Server { get; } = new();

        /// <summary>What happens when the next reply comes.</summary>
        public volatile FaultKind Pending;

        public void Close()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}

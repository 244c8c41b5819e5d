using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

public enum Loss
{
    None,

    /// <summary>The request never arrives.</summary>
    Request,

    /// <summary>The request is carried out, and the connection closed instead of bringing the reply.</summary>
    Reply,

    /// <summary>As <see cref="Reply"/>, with a TCP reset.</summary>
    Reset,

    /// <summary>The request is carried out, and nothing ever comes back.</summary>
    Silence,

    /// <summary>The request arrives 300 ms late.</summary>
    Late,
}

/// <summary>Stands before a server and loses what the plan says. What a client sends at once is a request; its text is shown to the plan.</summary>
public sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = [];
    private readonly int _target;
    private readonly Task _accepting;
    private int _losses;

    public LossyProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Func<string, Loss> Plan { get; set; } = _ => Loss.None;

    public int Losses => Volatile.Read(ref _losses);

    /// <summary>Loses every n-th request that holds the text.</summary>
    public void LoseEvery(int n, string text, Loss loss)
    {
        var seen = 0;
        Plan = request => request.Contains(text, StringComparison.Ordinal) && Interlocked.Increment(ref seen) % n == 0 ? loss : Loss.None;
    }

    /// <summary>Loses the first requests that hold the text.</summary>
    public void LoseFirst(int n, string text, Loss loss)
    {
        var seen = 0;
        Plan = request => request.Contains(text, StringComparison.Ordinal) && Interlocked.Increment(ref seen) <= n ? loss : Loss.None;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var client in _clients.Keys) client.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _clients[client] = 0;
        var lost = Loss.None;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            var replies = CopyAsync(server.GetStream(), async reply =>
            {
                if (lost is Loss.None or Loss.Late) await client.GetStream().WriteAsync(reply);
                if (lost == Loss.Reset) client.LingerState = new(true, 0);
                return lost is Loss.None or Loss.Late or Loss.Silence;
            });
            var requests = CopyAsync(client.GetStream(), async request =>
            {
                var loss = Plan(Encoding.UTF8.GetString(request.Span));
                if (loss != Loss.None) Interlocked.Increment(ref _losses);
                if (loss == Loss.Request) return false;
                if (loss == Loss.Late) await Task.Delay(300);
                else if (loss != Loss.None) lost = loss;
                await server.GetStream().WriteAsync(request);
                return true;
            });
            await Task.WhenAny(replies, requests);
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private static async Task CopyAsync(NetworkStream from, Func<ReadOnlyMemory<byte>, Task<bool>> deliver)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var length)
                if (!await deliver(buffer.AsMemory(0, length))) return;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed by one side.
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using RaceSafe.Proxies;

namespace RaceSafe.Testing.Tests;

/// <summary>Each fault, seen from a client and from a server that answers every line and remembers it.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _arrived = [];
    private FaultProxy _proxy = null!;
    private Task _serving = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _listener.Start();
        _proxy = new FaultProxy(((IPEndPoint)_listener.LocalEndpoint).Port);
        _serving = ServeAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _listener.Stop();
        await _serving;
    }

    [Theory]
    [InlineData(FaultKind.None, "one", "re:one")]
    [InlineData(FaultKind.DropRequest, "", "closed")]
    [InlineData(FaultKind.DropReply, "one", "closed")]
    [InlineData(FaultKind.Reset, "one", "closed")]
    [InlineData(FaultKind.HalfOpen, "one", "nothing")]
    [InlineData(FaultKind.Delay, "one", "re:one")]
    public async Task A_fault_befalls_the_request_and_the_reply(FaultKind kind, string arrived, string seen)
    {
        _proxy.Plan = _ => new(kind, TimeSpan.FromMilliseconds(300));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await client.GetStream().WriteAsync("one\n"u8.ToArray());
        Assert.Equal(seen, await ReadAsync(client, seconds: seen == "nothing" ? 1 : 20));
        if (kind == FaultKind.Delay) Assert.InRange(clock.ElapsedMilliseconds, 250, 20_000);
        Assert.Equal(kind == FaultKind.None ? 0 : 1, _proxy.Faults);
        lock (_arrived) Assert.Equal(arrived, string.Concat(_arrived));
    }

    [Fact]
    public async Task A_proxy_that_refuses_closes_what_is_open_and_what_comes()
    {
        using var open = new TcpClient();
        await open.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        await open.GetStream().WriteAsync("one\n"u8.ToArray());
        Assert.Equal("re:one", await ReadAsync(open));
        _proxy.Refuses = true;
        Assert.Equal("closed", await ReadAsync(open));
        using var next = new TcpClient();
        await next.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        Assert.Equal("closed", await ReadAsync(next));
        _proxy.Refuses = false;
        using var last = new TcpClient();
        await last.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        await last.GetStream().WriteAsync("two\n"u8.ToArray());
        Assert.Equal("re:two", await ReadAsync(last));
    }

    private static async Task<string> ReadAsync(TcpClient client, int seconds = 1)
    {
        var buffer = new byte[100];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            var length = await client.GetStream().ReadAsync(buffer, patience.Token);
            return length == 0 ? "closed" : Encoding.ASCII.GetString(buffer, 0, length).TrimEnd('\n');
        }
        catch (OperationCanceledException)
        {
            return "nothing";
        }
        catch (IOException)
        {
            return "closed";
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream());
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_arrived) _arrived.Add(line);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"re:{line}\n"));
            }
        }
        catch (IOException)
        {
            // Closed by the proxy.
        }
    }
}

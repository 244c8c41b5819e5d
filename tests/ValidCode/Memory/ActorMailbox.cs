using System.Threading.Channels;

namespace ValidCode.Memory;

/// <summary>An actor: many writers post, one loop reads and alone touches the state.</summary>
public sealed class ActorMailbox : IAsyncDisposable
{
    private readonly Channel<int> _mailbox = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;
    private long _total;

    public ActorMailbox() => _loop = Task.Run(RunAsync);

    public bool Post(int amount) => _mailbox.Writer.TryWrite(amount);

    private async Task RunAsync()
    {
        await foreach (var amount in _mailbox.Reader.ReadAllAsync()) _total += amount;
    }

    public async ValueTask DisposeAsync()
    {
        _mailbox.Writer.Complete();
        await _loop;
    }
}

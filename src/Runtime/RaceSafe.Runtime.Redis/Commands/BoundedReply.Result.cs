using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace RaceSafe;

/// <summary>A bounded wait for a reply that something is made of.</summary>
internal sealed class BoundedReply<T> : BoundedReply, IValueTaskSource<T>, IValueTaskSource
{
    private const int Kept = 64;
    private static readonly ConcurrentQueue<BoundedReply<T>> Idle = [];

    private Func<Task, T> _read = null!;

    public static BoundedReply<T> Rent(Func<Task, T> read)
    {
        if (!Idle.TryDequeue(out var one)) one = new();
        one._read = read;
        return one;
    }

    public ValueTask Begin(Task reply, TimeSpan timeout, CancellationToken cancellationToken, in ScriptCall call = default)
    {
        Wait(reply, timeout, cancellationToken, call);
        return new(this, Version);
    }

    public ValueTask<T> BeginWithResult(Task reply, TimeSpan timeout, CancellationToken cancellationToken, in ScriptCall call = default)
    {
        Wait(reply, timeout, cancellationToken, call);
        return new(this, Version);
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public T GetResult(short token)
    {
        var reply = Finish(token);
        var read = _read;
        Idle.Enqueue(this);
        reply.GetAwaiter().GetResult();
        return read(reply);
    }

    protected override void Trim()
    {
        while (Idle.Count > Kept && Idle.TryDequeue(out var surplus)) surplus.Drop();
    }
}

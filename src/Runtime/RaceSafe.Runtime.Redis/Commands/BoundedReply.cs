using System.Threading.Tasks.Sources;

namespace RaceSafe;

/// <summary>
/// Waits for a reply for a bounded time. As <see cref="Task.WaitAsync(TimeSpan, CancellationToken)"/>, without a timer and a task for each: one timer looks at all that wait, every 10 ms,
/// and the objects are used again. A reply that comes in time costs no memory.
/// </summary>
internal abstract class BoundedReply
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private static readonly List<BoundedReply> All = []; // changed and read under its lock
    private static readonly Timer Clock = CreateTimer();
    private static int s_armed;

    private readonly Action _onReply;
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private Task? _reply;
    private ScriptCall _call; // of a script that may have to be sent again
    private long _deadline;

    // The phase, and above it how often the object was used: what was meant for one use must not hit the next.
    private long _state;

    protected BoundedReply()
    {
        _onReply = OnReply;
        lock (All) All.Add(this);
    }

    private enum Phase
    {
        Idle,
        Waiting,
        Answered,
        Ended,
        Asking,
    }

    protected short Version => _core.Version;

    /// <summary>Completes with the reply, or fails when that takes longer or the token is cancelled. A reply that comes later is nobody's business.</summary>
    public static ValueTask Of(Task reply, TimeSpan timeout, CancellationToken cancellationToken) =>
        reply.IsCompleted ? new(reply) : BoundedReply<bool>.Rent(static _ => true).Begin(reply, timeout, cancellationToken);

    /// <summary>As the other, with what <paramref name="read"/> makes of the reply.</summary>
    public static ValueTask<T> Of<T>(Task reply, TimeSpan timeout, CancellationToken cancellationToken, Func<Task, T> read) =>
        reply.IsCompletedSuccessfully ? new(read(reply)) : BoundedReply<T>.Rent(read).BeginWithResult(reply, timeout, cancellationToken);

    /// <summary>Sends a script, as text when the server turns out not to know it, and waits as the others do.</summary>
    public static ValueTask Of(in ScriptCall call, TimeSpan timeout) => BoundedReply<bool>.Rent(static _ => true).Begin(call.SendAsync(), timeout, CancellationToken.None, call);

    /// <inheritdoc cref="Of(in ScriptCall, TimeSpan)"/>
    public static ValueTask<T> Of<T>(in ScriptCall call, TimeSpan timeout, Func<Task, T> read) =>
        BoundedReply<T>.Rent(read).BeginWithResult(call.SendAsync(), timeout, CancellationToken.None, call);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Throws what the wait ended with, or gives the reply; the object may be used again then.</summary>
    protected Task Finish(short token)
    {
        _registration.Dispose(); // afterwards no cancellation is on its way to this object
        _core.GetResult(token);  // what ended without a reply throws, and is not used again: its reply may still come
        var reply = _reply!;
        (_reply, _registration, _call) = (null, default, default);
        _core.Reset();
        Volatile.Write(ref _state, With(_state, Phase.Idle));
        return reply;
    }

    protected void Wait(Task reply, TimeSpan timeout, CancellationToken cancellationToken, in ScriptCall call = default)
    {
        (_reply, _call, _deadline) = (reply, call, Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds));
        Volatile.Write(ref _state, With(_state + (1 << 3), Phase.Waiting));
        Interlocked.MemoryBarrier(); // either the timer sees this object, or this thread sees that the timer is at rest
        Arm();
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (self, token) => ((BoundedReply)self!).Cancel(token), this);
        reply.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onReply);
    }

    private void OnReply()
    {
        var state = Volatile.Read(ref _state);
        if (_call is { Script: not null } call && Script.IsUnknown(_reply!.Exception?.InnerException))
        {
            // Not when the wait has ended, and it does not end meanwhile: what is sent after that, such as a release, must not be overtaken.
            if (PhaseOf(state) != Phase.Waiting || !TryMove(state, Phase.Asking)) return;
            (_call, _reply) = (default, call.SendAsync(asText: true));
            Volatile.Write(ref _state, state);
            _reply.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onReply);
            return;
        }

        if (PhaseOf(state) == Phase.Waiting && TryMove(state, Phase.Answered)) _core.SetResult(true);
        else _ = _reply!.Exception; // nobody waits: its failure is not unobserved
    }

    private void Cancel(CancellationToken token)
    {
        var state = Volatile.Read(ref _state);
        if (PhaseOf(state) == Phase.Waiting) End(state, new OperationCanceledException(token));
    }

    private void End(long state, Exception failure)
    {
        if (!TryMove(state, Phase.Ended)) return;
        _core.RunContinuationsAsynchronously = true; // neither the timer nor who cancels runs the caller's code
        _core.SetException(failure);
    }

    private bool TryMove(long state, Phase to) => Interlocked.CompareExchange(ref _state, With(state, to), state) == state;

    private static Phase PhaseOf(long state) => (Phase)(state & 7);

    private static long With(long state, Phase phase) => (state & ~7L) | (long)phase;

    private static void Arm()
    {
        if (Volatile.Read(ref s_armed) == 0 && Interlocked.Exchange(ref s_armed, 1) == 0) Clock.Change(Period, Timeout.InfiniteTimeSpan);
    }

    private static void Look()
    {
        Interlocked.Exchange(ref s_armed, 0);
        var (now, waiting) = (Environment.TickCount64, 0);
        lock (All)
        {
            foreach (var one in All)
            {
                var state = Volatile.Read(ref one._state);
                if (PhaseOf(state) == Phase.Asking) waiting++;
                if (PhaseOf(state) != Phase.Waiting) continue;
                if (Volatile.Read(ref one._deadline) <= now) one.End(state, new TimeoutException("The reply did not come in time."));
                else waiting++;
            }

            if (waiting == 0)
                foreach (var one in All) one.Trim();
            All.RemoveAll(static one => PhaseOf(Volatile.Read(ref one._state)) == Phase.Ended);
        }

        if (waiting > 0) Arm();
    }

    /// <summary>Lets go of objects that a burst has left.</summary>
    protected abstract void Trim();

    /// <summary>It is not used again.</summary>
    protected void Drop() => Volatile.Write(ref _state, With(_state, Phase.Ended));

    // Not in the context of whoever comes first.
    private static Timer CreateTimer()
    {
        if (ExecutionContext.IsFlowSuppressed()) return new(static _ => Look());
        using (ExecutionContext.SuppressFlow()) return new(static _ => Look());
    }
}

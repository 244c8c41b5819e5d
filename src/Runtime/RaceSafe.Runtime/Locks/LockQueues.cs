namespace RaceSafe;

/// <summary>
/// Those of this process who wait for a lock, per name: one asks the store, the others stand behind it. So the cost of a hand-over does not grow with the
/// number of waiters, and in one process they are served nearly in the order of their coming.
/// </summary>
internal sealed class LockQueues(ILockBackend backend)
{
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    /// <summary>Joins the queue of a lock, to be left by <see cref="Leave"/>.</summary>
    public Queue Join(string name)
    {
        lock (_queues)
        {
            if (!_queues.TryGetValue(name, out var queue)) _queues.Add(name, queue = new Queue(name));
            queue.Users++;
            return queue;
        }
    }

    public void Leave(Queue queue)
    {
        lock (_queues)
            if (--queue.Users > 0 || !_queues.Remove(queue.Name)) return;
        if (queue.Listening is { } listening) _ = StopAsync(listening);
    }

    /// <summary>Wakes the first of the queue where the store does not do so itself.</summary>
    public void Released(string name)
    {
        Queue? queue;
        lock (_queues) _queues.TryGetValue(name, out queue);
        if (queue is { Listening: null }) queue.Signal();
    }

    /// <summary>Makes the store wake the first of the queue, if it can. Called by the first only.</summary>
    public async Task ListenAsync(Queue queue, CancellationToken cancellationToken)
    {
        if (queue.Asked) return;
        try
        {
            queue.Listening = await backend.ListenAsync(queue.Name, queue.Signal, cancellationToken).ConfigureAwait(false);
            queue.Asked = true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Polling goes on without it, and the next of the queue tries again.
        }
    }

    private static async Task StopAsync(IAsyncDisposable listening) =>
        await Task.Run(async () => await listening.DisposeAsync().ConfigureAwait(false)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    internal sealed class Queue(string name)
    {
        private TaskCompletionSource _released = NewSignal();

        public string Name => name;

        /// <summary>Held by the first, who asks the store.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }

        public bool Asked { get; set; }

        public IAsyncDisposable? Listening { get; set; }

        /// <summary>Completed by the next signal. Taken before the store is asked, so that no release in between is missed.</summary>
        public Task NextRelease => Volatile.Read(ref _released).Task;

        public void Signal() => Interlocked.Exchange(ref _released, NewSignal()).TrySetResult();

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

namespace RaceSafe;

/// <summary>
/// Hands out numbers of a sequence from blocks that it reserves: unique over all processes at a fraction of the round trips. <b>Gaps are
/// allowed</b>: what is left of a block when the process ends is never used. Rising within this object, not between processes.
/// </summary>
/// <remarks>Shares its key with <see cref="AtomicStoreExtensions.NextSequenceAsync"/>: both may be used on one sequence.</remarks>
public sealed class SequenceGapsAllowed
{
    private readonly IAtomicStore _store;
    private readonly string _name;
    private readonly int _blockSize;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _last;
    private long _end;

    /// <summary>Reserves nothing yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The key of the sequence; it holds the last number reserved.</param>
    /// <param name="blockSize">Numbers per round trip, at least 1.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public SequenceGapsAllowed(IAtomicStore store, string name, int blockSize)
    {
        ArgumentNullException.ThrowIfNull(store);
        AtomicArguments.CheckKey(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        (_store, _name, _blockSize) = (store, name, blockSize);
    }

    /// <summary>The next number. A block whose reply is lost becomes a gap.</summary>
    /// <exception cref="OverflowException">The sequence is used up.</exception>
    public async ValueTask<long> NextAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last == _end)
            {
                var end = (await _store.IncrementAsync(_name, _blockSize, operationId: OperationId.New(), cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
                (_last, _end) = (end - _blockSize, end);
            }

            return ++_last;
        }
        finally
        {
            _turn.Release();
        }
    }
}

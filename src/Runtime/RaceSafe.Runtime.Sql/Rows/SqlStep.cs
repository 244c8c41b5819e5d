namespace RaceSafe;

/// <summary>One atomic step on a database, and by what rules it is repeated.</summary>
internal abstract class SqlStep<T>
{
    /// <summary>What is done, in metrics; null for what is not an operation of its own.</summary>
    public string? Name { get; init; }

    /// <summary>What it is done to; only its group is reported.</summary>
    public virtual string? Key => null;

    /// <summary>Named in the error, and the reason why a second run does no harm.</summary>
    public OperationId Id { get; init; }

    /// <summary>A second run does no harm.</summary>
    public bool Repeatable { get => field || !Id.IsNone; init; }

    /// <summary>Pauses and deadline.</summary>
    public required AtomicStoreOptions Options { get; init; }

    /// <summary>Takes the turn among the writers of this process.</summary>
    public bool Writes { get; init; }

    /// <summary>There is a trace to look for.</summary>
    public abstract bool LeavesTrace { get; }

    /// <summary>One attempt, on an open session.</summary>
    public abstract ValueTask<T> RunAsync(SqlSession session, CancellationToken cancellationToken);

    /// <summary>Looks for a trace of the step.</summary>
    public abstract ValueTask<Confirmation> ConfirmAsync(SqlSession session, CancellationToken cancellationToken);
}

/// <summary>A step made of functions.</summary>
/// <param name="run">One attempt.</param>
/// <param name="confirm">Looks for a trace; null when there is none.</param>
/// <param name="key">What it is done to.</param>
internal sealed class FunctionStep<T>(
    Func<SqlSession, CancellationToken, ValueTask<T>> run, Func<SqlSession, CancellationToken, ValueTask<Confirmation>>? confirm, string? key) : SqlStep<T>
{
    public override string? Key => key;

    public override bool LeavesTrace => confirm is not null;

    public override ValueTask<T> RunAsync(SqlSession session, CancellationToken cancellationToken) => run(session, cancellationToken);

    public override ValueTask<Confirmation> ConfirmAsync(SqlSession session, CancellationToken cancellationToken) => confirm!(session, cancellationToken);
}

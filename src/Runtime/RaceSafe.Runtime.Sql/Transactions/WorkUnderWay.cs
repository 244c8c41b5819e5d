using System.Data.Common;
using System.Runtime.CompilerServices;

namespace RaceSafe;

/// <summary>
/// A unit of work, or work under row locks, while its body runs. What the body calls finds it here: another unit of work on the same connection joins it, and
/// nothing waits for what its own caller holds.
/// </summary>
internal sealed class WorkUnderWay : IDisposable
{
    private static readonly AsyncLocal<WorkUnderWay?> Innermost = new();
    private static readonly ConditionalWeakTable<DbTransaction, WorkUnderWay> All = [];

    private readonly WorkUnderWay? _outer = Innermost.Value;
    private volatile bool _ended; // what the body left running still carries it

    private WorkUnderWay(SqlSession session, DbTransaction transaction, bool serializable) =>
        (Session, Transaction, IsSerializable) = (session, transaction, serializable);

    public SqlSession Session { get; }

    public DbTransaction Transaction { get; }

    public bool IsSerializable { get; }

    /// <summary>The calling code runs inside of it, and not beside it.</summary>
    public bool IsAround => Find(this, static (work, self) => work == self) is not null;

    /// <summary>Begins in the asynchronous flow of the calling method, until that returns.</summary>
    public static WorkUnderWay Begin(SqlSession session, DbTransaction transaction, bool serializable)
    {
        var work = new WorkUnderWay(session, transaction, serializable);
        All.AddOrUpdate(transaction, work);
        return Innermost.Value = work;
    }

    /// <summary>The work whose transaction it is, in whatever flow.</summary>
    public static WorkUnderWay? Of(DbTransaction transaction) => All.TryGetValue(transaction, out var work) ? work : null;

    /// <summary>The work on a connection that the calling code runs inside of.</summary>
    public static WorkUnderWay? Around(DbConnection connection) => Find(connection, static (work, connection) => work.Session.Connection == connection);

    /// <summary>The innermost work of which the condition is true, of all that the calling code runs inside of.</summary>
    public static WorkUnderWay? Find<TState>(TState state, Func<WorkUnderWay, TState, bool> condition)
    {
        for (var work = Innermost.Value; work is not null; work = work._outer)
            if (!work._ended && condition(work, state)) return work;
        return null;
    }

    public void Dispose()
    {
        _ended = true;
        All.Remove(Transaction);
    }
}

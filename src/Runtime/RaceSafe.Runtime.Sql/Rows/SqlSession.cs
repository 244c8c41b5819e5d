using System.Data;
using System.Data.Common;

namespace RaceSafe;

/// <summary>One open connection for one attempt, with the transaction to run in, if there is one.</summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction, IDisposable? writer, bool closes, bool disposes) : IAsyncDisposable
{
    public DbConnection Connection { get; } = connection;

    public DbTransaction? Transaction { get; } = transaction;

    /// <summary>The id that the server has given the transaction, where somebody has asked for it.</summary>
    public string? TransactionId { get; set; }

    /// <summary>Each statement is a transaction of its own: the connection was opened for it, and not in the scope of a transaction.</summary>
    public bool HasOwnTransactions => Transaction is null && closes && System.Transactions.Transaction.Current is null;

    public DbCommand CreateCommand(string text)
    {
        var command = Connection.CreateCommand();
        command.Transaction = Transaction;
        command.CommandText = text;
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (disposes) await Connection.DisposeAsync().ConfigureAwait(false);
            else if (closes && Connection.State != ConnectionState.Closed) await Connection.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            writer?.Dispose();
        }
    }
}

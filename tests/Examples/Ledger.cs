using System.Data.Common;
using Npgsql;

namespace RaceSafe.Examples;

/// <summary>What the examples in a transaction may name.</summary>
public sealed class Ledger : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Ledger(NpgsqlConnection connection, DbTransaction transaction) => (_connection, this.transaction) = (connection, transaction);

    /// <summary>A transaction under way.</summary>
    public DbTransaction transaction { get; }

    /// <summary>Makes our tables and begins the transaction.</summary>
    /// <param name="connectionString">Of PostgreSQL.</param>
    public static async Task<Ledger> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await SqlSchema.CreateAsync(connection);
        return new(connection, await connection.BeginTransactionAsync());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

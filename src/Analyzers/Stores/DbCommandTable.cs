using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// ADO.NET: a command that carries its SQL text and its parameters. The rows here only say which calls send it; what the call does to which rows is in
/// the text.
/// </summary>
internal sealed class DbCommandTable : StoreTable
{
    private static readonly AccessSpec s_query = new(StoreKind.SqlRow, Read) { HoldsRows = true, Shape = Shapes.Command };
    private static readonly AccessSpec s_execute = new(StoreKind.SqlRow, Write) { HoldsRows = true, Shape = Shapes.Command };

    private static readonly AccessSpec s_batched = new(StoreKind.SqlRow, Write) { HoldsRows = true, Shape = Shapes.Batched, Value = "item|batchCommand" };

    private static readonly (string, AccessSpec)[] s_rows = [("ExecuteScalar", s_query), ("ExecuteReader", s_query), ("ExecuteNonQuery", s_execute)];

    public override IReadOnlyList<string> Needs { get; } = ["System.Data.Common.DbCommand"];

    public override IReadOnlyList<string> Words { get; } =
        ["ExecuteScalar", "ExecuteScalarAsync", "ExecuteReader", "ExecuteReaderAsync", "ExecuteNonQuery", "ExecuteNonQueryAsync", "BatchCommands"];

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        SyncAndAsync("System.Data.Common.DbCommand", s_rows),
        new("System.Data.IDbCommand", s_rows),
        // These hide what they inherit.
        SyncAndAsync("Npgsql.NpgsqlCommand", s_rows),
        SyncAndAsync("Microsoft.Data.Sqlite.SqliteCommand", s_rows),
        SyncAndAsync("Microsoft.Data.SqlClient.SqlCommand", s_rows),
        SyncAndAsync("System.Data.SqlClient.SqlCommand", s_rows),
        SyncAndAsync("MySqlConnector.MySqlCommand", s_rows),
        // A batch runs as a whole; what matters is what is put into it.
        new("System.Data.Common.DbBatchCommandCollection", ("Add", s_batched)),
        new("Npgsql.NpgsqlBatchCommandCollection", ("Add", s_batched)),
        new("Microsoft.Data.SqlClient.SqlBatchCommandCollection", ("Add", s_batched)),
    ];
}

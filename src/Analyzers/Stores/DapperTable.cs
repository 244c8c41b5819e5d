using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// SQL text handed to Dapper, or to Entity Framework past its model. What a call does to which rows is in the text;
/// the rows here only say where the text and its parameters are.
/// </summary>
internal sealed class DapperTable : StoreTable
{
    private const string Facade = "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions";

    private static readonly AccessSpec s_query = new(StoreKind.SqlRow, Read) { Container = "sql", Value = "param", HoldsRows = true };
    private static readonly AccessSpec s_execute = new(StoreKind.SqlRow, Write) { Container = "sql", Value = "param|parameters", HoldsRows = true };

    public override IReadOnlyList<string> Needs { get; } = ["Dapper.SqlMapper", Facade];

    public override bool HoldsRows => true;

    public override IReadOnlyList<string> Words { get; } =
        ["Dapper", "QueryAsync", "QuerySingleAsync", "QueryFirstAsync", "QuerySingleOrDefaultAsync", "QueryFirstOrDefaultAsync", "ExecuteScalarAsync", "QuerySingle", "QueryFirst", "ExecuteSqlRaw", "ExecuteSqlRawAsync", "ExecuteSqlInterpolated", "ExecuteSqlInterpolatedAsync", "ExecuteSqlAsync"];

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        new("Dapper.SqlMapper",
        [
            .. Both(["Query", "QueryFirst", "QueryFirstOrDefault", "QuerySingle", "QuerySingleOrDefault", "ExecuteScalar"], s_query),
            .. Both(["Execute"], s_execute),
        ]),
        new(Facade, [.. Both(["ExecuteSql", "ExecuteSqlRaw", "ExecuteSqlInterpolated"], s_execute)]),
    ];

    private static IEnumerable<(string, AccessSpec)> Both(IEnumerable<string> names, AccessSpec spec) =>
        names.SelectMany(name => new[] { (name, spec), (name + "Async", spec) });
}

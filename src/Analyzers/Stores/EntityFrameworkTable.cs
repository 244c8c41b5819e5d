using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// Entity Framework (Core and 6). A query gives out objects that the context tracks: changing one is a pending write, and
/// <c>SaveChanges</c> makes all pending writes effective. The container of every access is the table of the row type.
/// </summary>
internal sealed class EntityFrameworkTable : StoreTable
{
    private const string Core = "Microsoft.EntityFrameworkCore.";
    private const string Six = "System.Data.Entity.";

    private static readonly AccessSpec s_row = Of(Read) with { Container = "source", Key = "predicate", SharesObject = true };
    private static readonly AccessSpec s_anyRow = Of(Read) with { Container = "source", SharesObject = true };
    private static readonly AccessSpec s_exists = Of(Check) with { Container = "source", Key = "predicate" };
    private static readonly AccessSpec s_existsAny = Of(Check) with { Container = "source" };
    private static readonly AccessSpec s_aggregate = Of(Count) with { Container = "source" };
    private static readonly AccessSpec s_extreme = Of(Count) with { Container = "source", Shape = Shapes.Extreme };
    private static readonly AccessSpec s_setBased = Of(Update) with { Container = "source", Factories = "setPropertyCalls|setters", Shape = Shapes.SetBased };

    private static readonly (string, AccessSpec)[] s_set =
    [
        ("Find", Of(Read) with { Key = "keyValues", SharesObject = true }),
        ("FindAsync", Of(Read) with { Key = "keyValues", SharesObject = true }),
        ("AsAsyncEnumerable", Of(Read) with { SharesObject = true }),
        ("Add", Of(Add) with { Value = "entity" }),
        ("AddAsync", Of(Add) with { Value = "entity" }),
        ("AddRange", Of(Add) with { Value = "entities" }),
        ("AddRangeAsync", Of(Add) with { Value = "entities" }),
        ("Update", Of(Write) with { Value = "entity", Shape = Shapes.Attached }),
        ("UpdateRange", Of(Write) with { Value = "entities", Shape = Shapes.Attached }),
        ("Attach", Of(Write) with { Value = "entity", Shape = Shapes.Followed }),
        ("Remove", Of(Remove) with { Value = "entity" }),
        ("RemoveRange", Of(Remove) with { Value = "entities" }),
    ];

    private static readonly (string, AccessSpec)[] s_context = [.. s_set, ("SaveChanges", Of(Commit)), ("SaveChangesAsync", Of(Commit))];

    private static readonly (string, AccessSpec)[] s_terminal =
    [
        .. Both(["First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault"], s_row),
        .. Both(["First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "ToList", "ToArray", "ToDictionary", "ToHashSet", "Load"], s_anyRow),
        ("AsAsyncEnumerable", s_anyRow),
        .. Both(["Any", "All"], s_exists),
        .. Both(["Any", "Contains"], s_existsAny),
        .. Both(["Count", "LongCount", "Sum", "Average"], s_aggregate),
        .. Both(["Max", "Min"], s_extreme),
        .. Both(["ExecuteUpdate"], s_setBased),
        .. Both(["ExecuteDelete"], Of(Take) with { Container = "source", Shape = Shapes.SetBased }),
    ];

    /// <summary>A loop that goes through a query.</summary>
    public static AccessSpec Loop => s_anyRow;

    public override IReadOnlyList<string> Needs { get; } = [Core + "DbContext", Six + "DbContext"];

    public override bool HoldsRows => true;

    public override IReadOnlyList<string> Words { get; } =
    [
        "SaveChanges", "SaveChangesAsync", "FindAsync", "FirstAsync", "FirstOrDefaultAsync", "SingleAsync", "SingleOrDefaultAsync",
        "ToListAsync", "ToArrayAsync", "AnyAsync", "CountAsync", "ExecuteUpdateAsync", "ExecuteUpdate", "AsNoTracking", "AsTracking", "Include",
    ];

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        new(Core + "DbSet`1", s_set),
        new(Core + "DbContext", s_context),
        new(Core + "EntityFrameworkQueryableExtensions", s_terminal),
        new(Core + "RelationalQueryableExtensions", s_terminal),
        new(Six + "DbSet`1", s_set),
        new(Six + "DbContext", s_context),
        new(Six + "QueryableExtensions", s_terminal),
        new("System.Linq.Queryable", s_terminal),
        new("System.Linq.Enumerable", ("ToList", s_anyRow), ("ToArray", s_anyRow), ("AsEnumerable", s_anyRow)),
    ];

    /// <summary>Both the name and its async form.</summary>
    private static IEnumerable<(string, AccessSpec)> Both(IEnumerable<string> names, AccessSpec spec) =>
        names.SelectMany(name => new[] { (name, spec), (name + "Async", spec) });

    private static AccessSpec Of(AccessKind kind) => new(StoreKind.Entity, kind) { HoldsRows = true };
}

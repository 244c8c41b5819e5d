using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Calls on rows of a database: which table, which of its rows.</summary>
internal sealed partial class MethodAnalysis
{
    private readonly Dictionary<IOperation, AccessSpec> _statements = [];

    /// <summary>A part of an object that a table gave out, or of an entity whose own method this is: what is in it belongs to the table too.</summary>
    private bool IsOfRows(Sym value) => SharedOrigin(value) is { Spec.HoldsRows: true } || (_context.Catalogue.HasRows && value.Kind == SymKind.Member && value.Root switch
    {
        { Kind: SymKind.This } => _context.Entities.Contains(_method.ContainingType),
        { Kind: SymKind.Parameter, Head: IParameterSymbol parameter } => _context.Entities.Contains(parameter.Type),
        _ => false,
    });

    /// <summary>The call is about rows that can be told: of a set of entities, or of a table that SQL text names.</summary>
    private bool IsAbout(IInvocationOperation call, ref AccessSpec spec, out Place rows, FlowState state)
    {
        rows = new(spec.Store, null, null, null);
        if (!spec.HoldsRows || spec.Kind == AccessKind.Commit) return true;
        if (spec.Store == StoreKind.SqlRow) return IsStatement(call, ref spec, out rows, state);
        var query = RowQuery.Of(call, spec, _context.Entities);
        if (query.Table is null) return false;
        if (spec.SharesObject && !query.IsTracked) spec = spec with { Shape = Shapes.Untracked };
        var isSome = !spec.Kind.IsBlindWrite() && (query.IsFiltered || spec.Kind == AccessKind.Count);
        rows = rows with { Container = Sym.Pure(query.Table), Key = isSome && Argument(call.Arguments, spec.Key) is null ? Sym.Opaque(call) : null };
        return true;
    }

    /// <summary>The SQL text is known and simple; it says what the call does.</summary>
    private bool IsStatement(IInvocationOperation call, ref AccessSpec spec, out Place rows, FlowState state)
    {
        rows = default;
        if (!_statements.TryGetValue(call, out var known))
        {
            if (Argument(call.Arguments, spec.Container) is not { } text || Evaluate(text, state).Sym is not { Kind: SymKind.Constant, Head: string sql }) return false;
            if (SqlStatement.Parse(sql) is not { } statement) return false;
            _statements[call] = known = spec with { Statement = statement, Kind = KindOf(statement), Container = default };
        }

        spec = known;
        rows = new(spec.Store, Sym.Constant(known.Statement!.Table), known.Statement.Condition.Length == 0 ? null : Sym.Constant(known.Statement.Condition), null);
        return true;
    }

    private static AccessKind KindOf(SqlStatement statement) => statement.Verb switch
    {
        SqlVerb.Select => statement.IsAtomic ? AccessKind.Update : AccessKind.Read,
        SqlVerb.Insert => statement.IsAtomic ? AccessKind.AddIfAbsent : AccessKind.Add,
        SqlVerb.Update => statement.IsAtomic ? AccessKind.CompareAndSet : AccessKind.Write,
        _ => AccessKind.Take,
    };
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Rows;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>Calls on rows of a database: which table, which of its rows.</summary>
internal sealed partial class MethodAnalysis
{
    private static readonly AccessSpec s_overwritten = new(StoreKind.Entity, AccessKind.Write) { HoldsRows = true, Shape = Shapes.Attached };

    private readonly Dictionary<IOperation, AccessSpec> _statements = [];

    /// <summary>A part of an object that a table gave out, or of an entity whose own method this is: what is in it belongs to the table too.</summary>
    private bool IsOfRows(Sym value) => SharedOrigin(value) is { Spec.HoldsRows: true } || (_context.HasRows && value.Kind == SymKind.Member && value.Root switch
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
        if (spec.Shape == Shapes.Repository)
        {
            rows = rows with { Container = Repositories.Loaded(call.TargetMethod) is { } row ? Sym.Pure(row) : null };
            return true;
        }

        var query = RowQuery.Of(call, spec, _context.Entities);
        if (query.Table is null) return false;
        if (spec.SharesObject && !query.IsTracked) spec = spec with { Shape = Shapes.Untracked };
        var isSome = !spec.Kind.IsBlindWrite() && (query.IsFiltered || spec.Kind == AccessKind.Count);
        rows = rows with { Container = Sym.Pure(query.Table), Key = isSome && Argument(call.Arguments, spec.Key) is null ? Sym.Opaque(call) : null };
        return true;
    }

    /// <summary><c>db.Entry(row).State = EntityState.Added</c> does what <c>db.Add(row)</c> does, and so on; <c>….Property(…).IsModified = true</c> overwrites a column.</summary>
    private (AccessSpec Spec, IOperation Row)? Marked(IPropertyReferenceOperation mark, IOperation? value, FlowState state)
    {
        var entry = mark.Property switch
        {
            { Name: "State", ContainingType.Name: "EntityEntry" } => mark.Instance,
            { Name: "IsModified" } when mark.Instance is IInvocationOperation { TargetMethod: { Name: "Property", ContainingType.Name: "EntityEntry" } } property => property.Instance,
            _ => null,
        };
        if (entry is null || RowOf(entry, state) is not { } row) return null;
        if (mark.Property.Name == "IsModified") return value?.ConstantValue is { HasValue: true, Value: true } ? (s_overwritten, row) : null;
        return (value as IFieldReferenceOperation)?.Field.Name switch
        {
            "Added" => (new(StoreKind.Entity, AccessKind.Add) { HoldsRows = true }, row),
            "Modified" => (s_overwritten, row),
            "Deleted" => (new(StoreKind.Entity, AccessKind.Remove) { HoldsRows = true }, row),
            _ => null,
        };
    }

    /// <summary>The row of an entry: <c>db.Entry(row)</c>, <c>db.Attach(row)</c>, or a variable that was given one.</summary>
    private IOperation? RowOf(IOperation entry, FlowState state)
    {
        if (entry is ILocalReferenceOperation) entry = Evaluate(entry, state).Sym.Head as IOperation ?? entry;
        return entry is IInvocationOperation { TargetMethod.Name: "Entry" or "Attach" or "Update", Arguments: { Length: 1 } row } ? row[0].Value : null;
    }

    private void Mark(AccessSpec spec, IOperation row, IOperation assignment, FlowState state)
    {
        while (row is IConversionOperation conversion) row = conversion.Operand;
        if (row.Type is not { } entity) return;
        var mark = Note(spec, assignment, "mark", null, state);
        mark.Place = new(StoreKind.Entity, Sym.Pure(entity), null, null);
        mark.Value = Deep(Evaluate(row, state), state);
        mark.ContainerOperation = mark.ValueOperation = row;
        Happens(mark, state);
    }

    /// <summary>The SQL text is known and simple; it says what the call does.</summary>
    private bool IsStatement(IInvocationOperation call, ref AccessSpec spec, out Place rows, FlowState state)
    {
        rows = default;
        if (!_statements.TryGetValue(call, out var known))
        {
            if (TextOf(call, spec, state) is not { } text) return false;
            if (_depth > 0 && IsForCallers(text.Sym)) return IsLeftToCallers(text.Sym, ref spec, out rows);
            if (Said(spec, text.Sym) is not { } said) return false;
            _statements[call] = known = said;
        }

        spec = known;
        rows = RowsOf(spec);
        return true;
    }

    /// <summary>What a call with that text does.</summary>
    private static AccessSpec? Said(AccessSpec spec, Sym text) =>
        SqlText.Of(text) is { } sql && SqlStatement.Parse(sql) is { } statement ? spec with { Statement = statement, Kind = KindOf(statement), Container = default } : null;

    private static Place RowsOf(AccessSpec spec) =>
        new(spec.Store, Sym.Constant(spec.Statement!.Table), spec.Statement.Condition.Length == 0 ? null : Sym.Constant(spec.Statement.Condition), null);

    /// <summary>The SQL text of a call: an argument, or what the command carries.</summary>
    private FlowValue? TextOf(IInvocationOperation call, AccessSpec spec, FlowState state)
    {
        if (spec.Shape is not (Shapes.Command or Shapes.Batched))
            return (Argument(call.Arguments, spec.Container) ?? Argument(Definition(call), "commandText")) is { } text ? Evaluate(text, state) : null;
        return CommandOf(call, spec) is { } command && state.TryGet(CommandText(Evaluate(command, state).Sym), out var carried) ? carried : null;
    }

    /// <summary>The command that is run, or put into a batch that will be.</summary>
    private static IOperation? CommandOf(IInvocationOperation call, AccessSpec spec) => spec.Shape == Shapes.Batched ? Argument(call.Arguments, spec.Value) : call.Instance;

    /// <summary>What goes into the statement beside its <see cref="AccessSpec.Value"/>: the parts of its text, the parameters of its command.</summary>
    private FlowValue Given(IInvocationOperation call, AccessSpec spec, FlowState state)
    {
        var text = Argument(call.Arguments, "sql") is { } argument ? Evaluate(argument, state) : FlowValue.Of(Sym.Null);
        if (Argument(Definition(call), "parameters") is { } defined) text = text.And(Deep(Evaluate(defined, state), state));
        if (spec.Shape is not (Shapes.Command or Shapes.Batched) || CommandOf(call, spec) is not { } carrier) return text;
        var command = Evaluate(carrier, state).Sym;
        return text.And(Lookup(CommandText(command), state, text)).And(Lookup(CommandParameters(command), state, text));
    }

    /// <summary><c>connection.Execute(new CommandDefinition(sql, parameters, …))</c></summary>
    private static ImmutableArray<IArgumentOperation> Definition(IInvocationOperation call)
    {
        var definition = Argument(call.Arguments, "command");
        while (definition is IConversionOperation conversion) definition = conversion.Operand;
        return definition is IObjectCreationOperation { Type.Name: "CommandDefinition" } creation ? creation.Arguments : ImmutableArray<IArgumentOperation>.Empty;
    }

    private static Sym CommandText(Sym command) => Sym.Pure("command text", command);

    private static Sym CommandOfParameter(Sym parameter) => Sym.Pure("command of", parameter);

    /// <summary><c>command.Parameters.Add("@votes", DbType.Int32).Value = votes + 1</c></summary>
    private static void TakeValue(Sym parameter, FlowValue value, FlowState state)
    {
        if (!state.TryGet(CommandOfParameter(parameter), out var command)) return;
        var slot = CommandParameters(command.Sym);
        state.Set(slot, Lookup(slot, state, FlowValue.Of(Sym.Null)).And(value));
    }

    private static Sym CommandParameters(Sym command) => Sym.Pure("command parameters", command);

    private static bool IsCommand(ITypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            if (current.Name is "DbCommand" or "IDbCommand" or "DbBatchCommand") return true;
        return false;
    }

    /// <summary><c>command.Parameters.AddWithValue(name, value)</c>, <c>parameters.Add(name, value)</c> and their kin.</summary>
    private void TakeParameter(IInvocationOperation call, FlowValue given, FlowState state)
    {
        if (call.Arguments.Length > 0 && call.Arguments[0].Parameter?.Name is "commandText" or "cmdText" && IsCommand(call.Type)) state.Set(CommandText(Sym.Opaque(call)), Evaluate(call.Arguments[0].Value, state));
        if (!call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal)) return;
        if (call.Instance is ILocalReferenceOperation { Type.Name: "DynamicParameters" } bag) Grow(bag, Evaluate(bag, state), given, state);
        var collection = call.Instance is IFlowCaptureReferenceOperation early && _captures.TryGetValue(early.Id, out var captured) ? captured : call.Instance; // evaluated before what is added
        if (collection is not IPropertyReferenceOperation { Property.Name: "Parameters", Instance: { } command } || !IsCommand(command.Type)) return;
        var owner = Evaluate(command, state).Sym;
        state.Set(CommandOfParameter(Sym.Opaque(call)), FlowValue.Of(owner));
        var slot = CommandParameters(owner);
        state.Set(slot, Lookup(slot, state, FlowValue.Of(Sym.Null)).And(given));
    }

    private static AccessKind KindOf(SqlStatement statement) => statement.Verb switch
    {
        SqlVerb.Select when statement.IsAtomic => AccessKind.Update,
        SqlVerb.Select => statement.Counts ? AccessKind.Count : AccessKind.Read,
        SqlVerb.Insert => statement.IsAtomic ? AccessKind.AddIfAbsent : AccessKind.Add,
        SqlVerb.Update => statement.IsAtomic ? AccessKind.CompareAndSet : AccessKind.Write,
        _ => AccessKind.Take,
    };
}

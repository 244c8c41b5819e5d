using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Rules.Database;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Usage;

/// <summary>
/// RACE5001: a statement changes a row only where it is as expected, nobody looks whether it was, and what depends on it is done all the same. So with a
/// transaction that has a condition, and with a lock that may be refused.
/// </summary>
internal sealed class RefusalIgnored() : Rule(
    "RACE5001",
    Title,
    "The statement changes '{0}' only where it is as expected; nobody looks at the number of rows, and line {1} goes on as if it had been changed",
    Description)
{
    private const string Title = "Refusal of a conditional update or a lock is ignored";

    private const string Description = "The statement, transaction or lock decides who comes first, and says so. Whoever does not look takes a refusal for success.";

    private readonly DiagnosticDescriptor _lock = RuleDescriptor.Create(
        "RACE5001", Title, "The lock may be refused; nobody looks at the answer, and line {1} changes '{0}' whether it is held or not", Description, Certainty.Sure);

    private readonly DiagnosticDescriptor _transaction = RuleDescriptor.Create(
        "RACE5001", Title, "The transaction changes '{0}' only if its condition still holds; nobody looks whether it has run, and line {1} may have written nothing", Description, Certainty.Sure);

    /// <summary>What is noted whether or not the change was made.</summary>
    private static readonly string[] s_notes = ["Log", "Audit", "History", "Event", "Activity", "Notification", "Message", "Outbox", "Trace"];

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_lock, _transaction);

    public override void Examine(RuleContext context)
    {
        foreach (var (request, work) in RefusedLocks.In(context.Flow)) Report(_lock, request, work, context);
        foreach (var (execution, write) in UnseenExecutions.In(context.Flow)) Report(_transaction, execution, write, context);
        foreach (var update in context.Flow.Accesses)
        {
            if (update.Imported is not null || update.ResultIsUsed || (Entity(update, context) ?? Sql(update)) is not { } subject || Consequence(update, context.Flow) is not { } next) continue;
            if (DatabaseConfinement.SetUp(context.Method) is not null || DatabaseConfinement.Background(context.Method) is not null) continue;
            if (context.Method.DeclaringSyntaxReferences is { Length: > 0 } scopes && Isolation.Of([scopes[0].GetSyntax(context.Cancellation)], update.Syntax, context.Safety.Databases.Compilation).Lock is not null) continue;
            context.Report(Descriptor, update, FixHandoff.None.At(FixRoles.Related, next.Syntax.GetLocation()), subject, Names.LineOfCall(next));
        }
    }

    private static void Report(DiagnosticDescriptor descriptor, IOperation refused, Access work, RuleContext context)
    {
        if (Confinement.OfTest(context.Method) is null)
            context.Report(descriptor, refused.Syntax, FixHandoff.None.At(FixRoles.Related, work.Syntax.GetLocation()), Names.Of(work), Names.LineOfCall(work));
    }

    /// <summary><c>db.Codes.Where(c => c.Code == code &amp;&amp; !c.Used).ExecuteUpdateAsync(s => s.SetProperty(c => c.Used, true))</c> on one row.</summary>
    private static string? Entity(Access update, RuleContext context)
    {
        if (update is not { Kind: AccessKind.Update, Spec.Shape: Shapes.SetBased, Place.Container.Head: INamedTypeSymbol entity } || !IsOne(update, entity, context)) return null;
        foreach (var (column, _) in StaleValues.Setters(update))
            foreach (var lambda in QueryText.Lambdas(update))
                foreach (var condition in QueryText.Conjuncts(lambda.ExpressionBody))
                    if (!IsKey(condition) && condition.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == column)) return $"{entity.Name}.{column}";
        return null;
    }

    /// <summary><c>UPDATE stock SET quantity = quantity - @n WHERE id = @id AND quantity >= @n</c></summary>
    private static string? Sql(Access update)
    {
        if (update is not { Kind: AccessKind.CompareAndSet, Place.Store: StoreKind.SqlRow, Spec.Statement: { Verb: SqlVerb.Update } statement }) return null;
        var words = statement.Condition.Split(' ');
        foreach (var (column, _) in statement.Sets)
            if (Array.IndexOf(words, column) >= 0) return $"{statement.Table}.{column}";
        return null;
    }

    /// <summary>A column is compared with a value from outside: that names the row, it says nothing about its state.</summary>
    private static bool IsKey(ExpressionSyntax condition) =>
        condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Right: IdentifierNameSyntax };

    /// <summary>One row is meant: by its key, or because it was looked up by the same columns.</summary>
    private static bool IsOne(Access update, INamedTypeSymbol entity, RuleContext context)
    {
        var columns = QueryText.EqualColumns(update);
        if (context.Safety.Databases.Model.Unique(entity, columns) is not null) return true;
        foreach (var read in context.Flow.Reads)
        {
            if (ReferenceEquals(read, update)) return false;
            if (read.Kind != AccessKind.Read || read.Place.Container != update.Place.Container || read.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }) continue;
            if ((name.StartsWith("First", StringComparison.Ordinal) || name.StartsWith("Single", StringComparison.Ordinal)) && QueryText.EqualColumns(read) is { Count: > 0 } same && same.IsSubsetOf(columns)) return true;
        }

        return false;
    }

    /// <summary>A row of another table that is added afterwards, whatever the statement said.</summary>
    private static Access? Consequence(Access update, MethodFlow flow)
    {
        var passed = false;
        foreach (var access in flow.Accesses)
        {
            if (passed && access.Kind == AccessKind.Add && ReferenceEquals(access.Frame, update.Frame) && access.Place.Store == update.Place.Store && access.Place.Container is { } table && table != update.Place.Container
                && !Array.Exists(s_notes, note => Name(table).IndexOf(note, StringComparison.OrdinalIgnoreCase) >= 0) && Branches.CanFollow(update, access)) return access;
            passed |= ReferenceEquals(access, update);
        }

        return null;
    }

    private static string Name(Sym table) => (table.Head as ISymbol)?.Name ?? table.Head as string ?? "";
}

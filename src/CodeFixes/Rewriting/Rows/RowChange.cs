using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>
/// A row is loaded into a variable, looked at, changed and saved, and everything that stands between the load and the save is understood:
/// <c>load; if (row is null) return; if (row.Stock &lt; n) return; row.Stock -= n; db.Sales.Add(…); save;</c>. The change, with the save or without,
/// may also stand in the branch of a condition on the row.
/// </summary>
internal sealed class RowChange
{
    private readonly List<ColumnChange> _changes = [];
    private readonly List<RowGuard> _guards = [];
    private readonly List<StatementSyntax> _pending = [];
    private readonly HashSet<SyntaxNode> _understood = [];

    private RowChange(RowLoad load, Conditions conditions) => (Load, Conditions) = (load, conditions);

    public RowLoad Load { get; }

    public Conditions Conditions { get; }

    /// <summary>The changes of the row, in order.</summary>
    public IReadOnlyList<ColumnChange> Changes => _changes;

    /// <summary>The one change that depends on the row, if it is a sum.</summary>
    public ColumnChange? OnlySum => _changes.Count(one => one.Computed is not null) == 1 && _changes.Find(one => one.Computed is not null) is { By: not null } sum ? sum : null;

    /// <summary>What happens when there is no row.</summary>
    public IfStatementSyntax? Missing { get; private set; }

    /// <summary>Branches between load and change that leave, other than <see cref="Missing"/>.</summary>
    public IReadOnlyList<RowGuard> Guards => _guards;

    /// <summary>The branch in which the change stands, when it does not stand beside the load.</summary>
    public IfStatementSyntax? Around { get; private set; }

    /// <summary>The conditions on the row of <see cref="Around"/>; empty when it only asks whether there is a row.</summary>
    public IReadOnlyList<ExpressionSyntax> AroundConditions { get; private set; } = [];

    /// <summary>The same save makes more effective than the changes of the row.</summary>
    public bool SavesMore => _pending.Count > 0;

    /// <summary>The whole expression of the save, awaited or not.</summary>
    public ExpressionSyntax Save { get; private set; } = null!;

    public StatementSyntax SaveStatement { get; private set; } = null!;

    public InvocationExpressionSyntax SaveCall { get; private set; } = null!;

    /// <summary>The places where the row is used for anything but what this describes.</summary>
    public IReadOnlyList<IdentifierNameSyntax> OtherUses { get; private set; } = [];

    public static RowChange? Of(FixSite site)
    {
        if (RowLoad.Of(site) is not { } load || site.Place<InvocationExpressionSyntax>(FixRoles.Related) is not { Expression: MemberAccessExpressionSyntax saved } save) return null;
        if (saved.Expression.ToString() != load.Context.ToString() || site.Write<ExpressionSyntax>() is not { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } }) return null;
        var change = new RowChange(load, new(site.Model, load)) { Save = RowSyntax.Whole(save), SaveCall = save };
        return change.Read(site, block) ? change : null;
    }

    private bool Read(FixSite site, BlockSyntax block)
    {
        var outer = (BlockSyntax)Load.Statement.Parent!;
        if (Save.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax saving } statement) return false;
        SaveStatement = statement;
        if (statement is not (ExpressionStatementSyntax or ReturnStatementSyntax or LocalDeclarationStatementSyntax)) return false;
        if (block != outer)
        {
            if (block.Parent is not IfStatementSyntax { Else: null } around || around.Parent != outer || around.Statement != block) return false;
            if (!Surrounds(around)) return false;
        }

        var from = outer.Statements.IndexOf(Load.Statement) + 1;
        var to = outer.Statements.IndexOf((StatementSyntax?)Around ?? SaveStatement);
        if (to < from || !Sort(outer.Statements.Skip(from).Take(to - from), site)) return false;
        if (Around is not null && saving == block && !Sort(block.Statements.TakeWhile(one => one != SaveStatement), site)) return false;
        if (Around is not null && saving != block)
        {
            var next = outer.Statements.IndexOf(Around) + 1;
            if (saving != outer || next >= outer.Statements.Count || outer.Statements[next] != SaveStatement || !Sort(block.Statements, site)) return false;
        }

        var function = outer.FirstAncestorOrSelf<SyntaxNode>(node => node is BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax);
        if (function is null || _changes.Count == 0 || !AreIndependent()) return false;
        OtherUses = [.. function.DescendantNodes().Where(Conditions.IsRow).Where(use => !use.Ancestors().Any(_understood.Contains)).Cast<IdentifierNameSyntax>()];
        return true;
    }

    private bool Surrounds(IfStatementSyntax around)
    {
        var parts = RowSyntax.Operands(around.Condition, SyntaxKind.LogicalAndExpression).ToList();
        if (parts.Exists(part => RowSyntax.IsNull(part, Conditions.IsRow) == true)) return false;
        AroundConditions = [.. parts.Where(part => RowSyntax.IsNull(part, Conditions.IsRow) is null)];
        Around = around;
        _understood.Add(around.Condition);
        return AroundConditions.All(Conditions.Mentions);
    }

    private bool Sort(IEnumerable<StatementSyntax> statements, FixSite site)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case IfStatementSyntax { Else: null } branch when RowSyntax.Leaves(branch.Statement) && _changes.Count == 0:
                    Branch(branch);
                    break;
                case ExpressionStatementSyntax change when ColumnChange.Of(change, Load, Conditions, site.Model) is { } column:
                    _changes.Add(column);
                    _understood.Add(change);
                    break;
                case ExpressionStatementSyntax { Expression: var call } when IsPending(call, site):
                    _pending.Add(statement);
                    break;
                case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } local when !local.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax }):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private void Branch(IfStatementSyntax branch)
    {
        var parts = RowSyntax.Operands(branch.Condition, SyntaxKind.LogicalOrExpression).ToList();
        var asked = parts.RemoveAll(part => RowSyntax.IsNull(part, Conditions.IsRow) == true) > 0;
        _understood.Add(branch.Condition);
        if (parts.Count == 0 && Missing is null && !Conditions.Mentions(branch.Statement))
        {
            Missing = branch;
            return;
        }

        _guards.Add(new(branch, parts, asked));
    }

    /// <summary>A row is added to, or removed from, a set of the same context.</summary>
    private bool IsPending(ExpressionSyntax expression, FixSite site)
    {
        if (RowSyntax.Whole(expression) is AwaitExpressionSyntax wait) expression = wait.Expression;
        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "AddAsync" or "Remove" or "AddRange" or "RemoveRange" } called } call) return false;
        if (call.ArgumentList.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax)) return false;
        var context = Load.Context.ToString();
        return site.Model.GetTypeInfo(called.Expression).Type is { Name: "DbSet" } ? called.Expression is MemberAccessExpressionSyntax set && set.Expression.ToString() == context : called.Expression.ToString() == context;
    }

    /// <summary>One statement computes all values from the row as it was; so no change may build on another.</summary>
    private bool AreIndependent()
    {
        var set = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in _changes)
        {
            if (change.Sources.Any(set.Contains) || !set.Add(change.Column.Name)) return false;
        }

        return true;
    }
}

/// <summary>A branch that leaves before the change.</summary>
/// <param name="Statement">The branch.</param>
/// <param name="Conditions">The operands of its condition, without the question whether there is a row.</param>
/// <param name="AsksForRow">It also asks whether there is a row.</param>
internal sealed record RowGuard(IfStatementSyntax Statement, IReadOnlyList<ExpressionSyntax> Conditions, bool AsksForRow);

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>One change: a node of the current tree becomes another. What it reports as <c>Scope</c> is all that it may alter.</summary>
internal abstract class Edit(SyntaxNode node)
{
    /// <summary>In the original tree.</summary>
    public SyntaxNode Node { get; } = node;

    /// <summary>The node of the current tree that changes, and what it becomes.</summary>
    public abstract (SyntaxNode Scope, SyntaxNode Result) Apply(SyntaxNode current, Now now);
}

internal sealed class Replacement(SyntaxNode node, Func<Now, SyntaxNode> by) : Edit(node)
{
    public override (SyntaxNode Scope, SyntaxNode Result) Apply(SyntaxNode current, Now now) =>
        (current, current.CopyAnnotationsTo(by(now).WithTriviaFrom(current))!);
}

internal sealed class Removal(StatementSyntax node) : Edit(node)
{
    public override (SyntaxNode Scope, SyntaxNode Result) Apply(SyntaxNode current, Now now)
    {
        var element = current.Parent is GlobalStatementSyntax global ? (SyntaxNode)global : current;
        var parent = element.Parent!;
        var siblings = parent switch
        {
            BlockSyntax block => block.Statements.Cast<SyntaxNode>().ToList(),
            SwitchSectionSyntax section => section.Statements.Cast<SyntaxNode>().ToList(),
            CompilationUnitSyntax unit => unit.Members.Cast<SyntaxNode>().ToList(),
            _ => null,
        };
        if (siblings is null) return (current, SyntaxFactory.Block().WithTriviaFrom(current));
        var index = siblings.IndexOf(element);
        if (index + 1 == siblings.Count) return (parent, parent.RemoveNode(element, SyntaxRemoveOptions.KeepExteriorTrivia)!);
        var heir = siblings[index + 1];
        var tracked = parent.ReplaceNodes([element, heir], (old, _) => old == heir
            ? heir.WithLeadingTrivia(Comments.Inherit(element, heir)) : old.WithAdditionalAnnotations(Doomed));
        return (parent, tracked.RemoveNode(tracked.GetAnnotatedNodes(Doomed).Single(), SyntaxRemoveOptions.KeepNoTrivia)!);
    }

    private static SyntaxAnnotation Doomed { get; } = new();
}

internal sealed class Insertion(StatementSyntax node, Func<Now, StatementSyntax> added) : Edit(node)
{
    public override (SyntaxNode Scope, SyntaxNode Result) Apply(SyntaxNode current, Now now)
    {
        var statement = added(now).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        return current.Parent switch
        {
            BlockSyntax or SwitchSectionSyntax => (current.Parent, current.Parent.InsertNodesBefore(current, [statement])),
            GlobalStatementSyntax { Parent: { } unit } global => (unit, unit.InsertNodesBefore(global, [SyntaxFactory.GlobalStatement(statement)])),
            _ => (current, SyntaxFactory.Block(statement, (StatementSyntax)current).WithTriviaFrom(current)),
        };
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

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

internal sealed class Removal(StatementSyntax node, bool withComments = false) : Edit(node)
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
        var heir = index + 1 < siblings.Count ? siblings[index + 1].GetFirstToken() : (parent as BlockSyntax)?.CloseBraceToken ?? default;
        if (heir == default) return (parent, parent.RemoveNode(element, SyntaxRemoveOptions.KeepExteriorTrivia)!);
        var leading = withComments ? heir.LeadingTrivia : Comments.Inherit(element, heir);
        if (index == 0) leading = [.. leading.SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))]; // no blank line at the top of a block
        var left = parent.ReplaceToken(heir, heir.WithLeadingTrivia(leading));
        var doomed = left.ChildNodes().ElementAt(parent.ChildNodes().ToList().IndexOf(element));
        return (parent, left.RemoveNode(doomed, SyntaxRemoveOptions.KeepNoTrivia)!);
    }
}

/// <summary>The new statement stands under the comments and blank lines of the old one.</summary>
internal sealed class Insertion(StatementSyntax node, Func<Now, StatementSyntax> added) : Edit(node)
{
    public override (SyntaxNode Scope, SyntaxNode Result) Apply(SyntaxNode current, Now now)
    {
        var leading = current.GetLeadingTrivia();
        var indent = leading.LastOrDefault().IsKind(SyntaxKind.WhitespaceTrivia) ? leading.Skip(leading.Count - 1) : [];
        var endOfLine = Node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var first = added(now).WithLeadingTrivia(leading).WithTrailingTrivia(endOfLine == default ? SyntaxFactory.LineFeed : endOfLine);
        var second = ((StatementSyntax)current).WithLeadingTrivia(indent);
        return current.Parent switch
        {
            BlockSyntax or SwitchSectionSyntax => (current.Parent, current.Parent.ReplaceNode(current, [first, second])),
            GlobalStatementSyntax { Parent: { } unit } global =>
                (unit, unit.ReplaceNode(global, [SyntaxFactory.GlobalStatement(first), global.WithStatement(second)])),
            _ => (current, SyntaxFactory.Block(first, second).WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation)),
        };
    }
}

/// <summary>The new member stands before the old one, under the blank lines of the old one; comments stay with the old one.</summary>
internal sealed class MemberInsertion(MemberDeclarationSyntax node, Func<Now, MemberDeclarationSyntax> added) : Edit(node)
{
    public override (SyntaxNode Scope, SyntaxNode Result) Apply(SyntaxNode current, Now now)
    {
        var leading = current.GetLeadingTrivia();
        var blank = leading.TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToList();
        while (blank.Count > 0 && !blank[blank.Count - 1].IsKind(SyntaxKind.EndOfLineTrivia)) blank.RemoveAt(blank.Count - 1);
        var indent = leading.LastOrDefault().IsKind(SyntaxKind.WhitespaceTrivia) ? leading.Skip(leading.Count - 1) : [];
        var endOfLine = Node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (endOfLine == default) endOfLine = SyntaxFactory.LineFeed;
        var first = added(now).WithLeadingTrivia(blank.Concat(indent)).WithTrailingTrivia(endOfLine);
        var second = ((MemberDeclarationSyntax)current).WithLeadingTrivia(new[] { endOfLine }.Concat(leading.Skip(blank.Count)));
        return (current.Parent!, current.Parent!.ReplaceNode(current, [first, second]));
    }
}

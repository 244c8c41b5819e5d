using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Tests.Verifier;

/// <summary>Calls <c>Good</c> instead of <c>Bad</c>, if there are no arguments. The broken fixes below differ from it in one respect each.</summary>
public class BadCallFix : CodeFixProvider
{
    public const string UseGood = "Good";
    public const string UseBetter = "Better";

    public override ImmutableArray<string> FixableDiagnosticIds => ["TEST0001"];

    protected virtual string? Key => UseGood;

    public override FixAllProvider? GetFixAllProvider() => FixAllProvider.Create(async (context, document, findings) =>
    {
        var root = (await document.GetSyntaxRootAsync())!;
        return document.WithSyntaxRoot(FixAll(root, context.CodeActionEquivalenceKey!, findings.Where(finding => CanFix(root, finding))));
    });

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync())!;
        if (!CanFix(root, context.Diagnostics[0])) return;
        foreach (var (name, key) in new[] { (UseGood, Key), (UseBetter, UseBetter) })
            context.RegisterCodeFix(
                CodeAction.Create($"Call {name}", _ => Task.FromResult(context.Document.WithSyntaxRoot(Fix(root, name, context.Diagnostics[0]))), key),
                context.Diagnostics);
    }

    protected virtual SyntaxNode FixAll(SyntaxNode root, string name, IEnumerable<Diagnostic> findings) =>
        findings.OrderByDescending(finding => finding.Location.SourceSpan.Start).Aggregate(root, (current, finding) => Fix(current, name, finding));

    protected virtual SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding)
    {
        var call = Find(root, finding);
        return root.ReplaceNode(call.Expression, SyntaxFactory.IdentifierName(name).WithTriviaFrom(call.Expression));
    }

    private static bool CanFix(SyntaxNode root, Diagnostic finding) => Find(root, finding).ArgumentList.Arguments.Count == 0;

    private static InvocationExpressionSyntax Find(SyntaxNode root, Diagnostic finding) =>
        (InvocationExpressionSyntax)root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
}

public sealed class KeylessFix : BadCallFix
{
    protected override string? Key => null;
}

public sealed class IdleFix : BadCallFix
{
    protected override SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding) => root.WithAdditionalAnnotations(new SyntaxAnnotation());
}

public sealed class EndlessFix : BadCallFix
{
    protected override SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding) =>
        base.Fix(root, "Bad", finding).WithLeadingTrivia(
            root.GetLeadingTrivia().InsertRange(0, [SyntaxFactory.Comment("// again"), SyntaxFactory.LineFeed]));
}

public sealed class CommentEatingFix : BadCallFix
{
    protected override SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding)
    {
        var fixedRoot = base.Fix(root, name, finding);
        return fixedRoot.ReplaceTrivia(
            fixedRoot.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)), (_, _) => default);
    }
}

public sealed class BreakingFix : BadCallFix
{
    protected override SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding) => base.Fix(root, "Missing", finding);
}

public sealed class WarningFix : BadCallFix
{
    protected override SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding) => base.Fix(root, "Old", finding);
}

public sealed class SingleOnlyFix : BadCallFix
{
    public override FixAllProvider? GetFixAllProvider() => null;
}

/// <summary>Fix All that forgets all but the first finding of a document, as BatchFixer can.</summary>
public sealed class ForgetfulFix : BadCallFix
{
    protected override SyntaxNode FixAll(SyntaxNode root, string name, IEnumerable<Diagnostic> findings) => base.FixAll(root, name, findings.Take(1));
}

/// <summary>Ends lines as it likes, not as the file does.</summary>
public sealed class LineFeedFix : BadCallFix
{
    protected override SyntaxNode Fix(SyntaxNode root, string name, Diagnostic finding) =>
        base.Fix(root, name, finding).WithLeadingTrivia(SyntaxFactory.LineFeed);
}

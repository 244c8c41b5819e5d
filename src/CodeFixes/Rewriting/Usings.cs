using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>Using directives, put where the file keeps its own.</summary>
internal static class Usings
{
    /// <summary>Whether the namespace is imported at a position (global usings count) or is one of those around it.</summary>
    public static bool Sees(SemanticModel model, int position, string nameSpace)
    {
        foreach (var scope in model.GetImportScopes(position))
            foreach (var import in scope.Imports)
                if (import.NamespaceOrType is INamespaceSymbol found && found.ToDisplayString() == nameSpace) return true;
        var around = model.GetEnclosingSymbol(position)?.ContainingNamespace;
        for (; around is { IsGlobalNamespace: false }; around = around.ContainingNamespace)
            if (around.ToDisplayString() == nameSpace) return true;
        return false;
    }

    public static SyntaxNode Add(SyntaxNode root, IEnumerable<string> nameSpaces) => nameSpaces.Aggregate(root, Add);

    /// <summary>Inside the namespace if the file has its usings only there, else on top.</summary>
    private static SyntaxNode Add(SyntaxNode root, string nameSpace)
    {
        var unit = (CompilationUnitSyntax)root;
        var inside = unit.Usings.Count == 0 && unit.Members.Count == 1
            && unit.Members[0] is BaseNamespaceDeclarationSyntax { Usings.Count: > 0 } only ? only : null;
        return inside is null
            ? Insert(unit, unit.Usings, nameSpace)
            : root.ReplaceNode(inside, Insert(inside, inside.Usings, nameSpace));
    }

    private static SyntaxNode Insert(SyntaxNode scope, SyntaxList<UsingDirectiveSyntax> usings, string nameSpace)
    {
        var added = UsingDirective(ParseName(nameSpace)).WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space))
            .WithTrailingTrivia(LineFeed);
        if (usings.Count == 0) return First((CompilationUnitSyntax)scope, added);
        var after = usings.LastOrDefault(one => IsPlain(one) && Compare(one.Name!.ToString(), nameSpace) < 0)
            ?? usings.LastOrDefault(one => one.GlobalKeyword != default);
        if (after is not null)
        {
            var blanks = after.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
            return scope.InsertNodesAfter(after, [added.WithLeadingTrivia(blanks)]);
        }

        // What stands above the first using is the head of the file: it stays on top.
        var head = usings[0].GetLeadingTrivia();
        var indent = head.LastOrDefault() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? TriviaList(last) : TriviaList();
        var below = scope.ReplaceNode(usings[0], usings[0].WithLeadingTrivia(indent));
        return below.InsertNodesBefore(below.ChildNodes().OfType<UsingDirectiveSyntax>().First(), [added.WithLeadingTrivia(head)]);
    }

    /// <summary>The file's first using goes under the head of the file: what a blank line parts from the comment of the first member.</summary>
    private static CompilationUnitSyntax First(CompilationUnitSyntax unit, UsingDirectiveSyntax added)
    {
        added = added.WithTrailingTrivia(LineFeed, LineFeed);
        if (unit.Externs.Count > 0) return unit.AddUsings(added);
        var leading = unit.GetLeadingTrivia();
        var head = HeadLength(leading);
        return unit.WithLeadingTrivia(leading.Skip(head)).WithUsings([added.WithLeadingTrivia(leading.Take(head))]);
    }

    private static int HeadLength(SyntaxTriviaList leading)
    {
        var length = 0;
        for (var i = 0; i < leading.Count && leading[i].Kind() is not (SyntaxKind.IfDirectiveTrivia or SyntaxKind.RegionDirectiveTrivia); i++)
        {
            var blankLine = leading[i].IsKind(SyntaxKind.EndOfLineTrivia) && (i == 0 || leading[i - 1].IsKind(SyntaxKind.EndOfLineTrivia));
            if (blankLine || leading[i].IsDirective) length = i + 1;
        }

        return length;
    }

    private static bool IsPlain(UsingDirectiveSyntax one) =>
        one.Alias is null && one.StaticKeyword == default && one.GlobalKeyword == default && one.Name is not null;

    private static int Compare(string left, string right)
    {
        var system = IsSystem(right).CompareTo(IsSystem(left));
        return system != 0 ? system : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSystem(string nameSpace) => nameSpace == "System" || nameSpace.StartsWith("System.", StringComparison.Ordinal);
}

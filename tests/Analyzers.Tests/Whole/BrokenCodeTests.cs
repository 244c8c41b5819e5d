using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>
/// Half-typed code never makes a rule throw. Each round breaks every input once, in a way that the seed decides: to see a failure again, run its seed.
/// </summary>
public class BrokenCodeTests
{
    private const int Rounds = 4;

    private static readonly (SyntaxKind From, SyntaxKind To)[] s_swaps =
    [
        (SyntaxKind.PlusPlusToken, SyntaxKind.MinusMinusToken), (SyntaxKind.EqualsToken, SyntaxKind.PlusEqualsToken), (SyntaxKind.PlusToken, SyntaxKind.DotToken),
        (SyntaxKind.DotToken, SyntaxKind.QuestionToken), (SyntaxKind.OpenBracketToken, SyntaxKind.OpenParenToken), (SyntaxKind.SemicolonToken, SyntaxKind.CommaToken),
        (SyntaxKind.EqualsGreaterThanToken, SyntaxKind.OpenBraceToken), (SyntaxKind.AwaitKeyword, SyntaxKind.ThrowKeyword), (SyntaxKind.OutKeyword, SyntaxKind.RefKeyword),
        (SyntaxKind.LockKeyword, SyntaxKind.SwitchKeyword), (SyntaxKind.IfKeyword, SyntaxKind.WhileKeyword), (SyntaxKind.ReturnKeyword, SyntaxKind.YieldKeyword),
        (SyntaxKind.AmpersandAmpersandToken, SyntaxKind.QuestionQuestionToken), (SyntaxKind.ClassKeyword, SyntaxKind.InterfaceKeyword),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Rounds)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Never_throws(int seed)
    {
        var random = new Random(seed);
        var broken = Inputs.ValidCode.Concat(Inputs.Corpus).Concat(Inputs.Loud.Select(file => (file.Path, Inputs.WithoutMarks(file.Text))))
            .Select(file => (file.Item1, Break(file.Item2, random))).ToList();

        await Findings.Of(new RaceAnalyzer(), Findings.Compile(broken, Inputs.Everything));
    }

    [Theory]
    [InlineData(SyntaxKind.None)]
    [InlineData(SyntaxKind.PlusPlusToken)]
    [InlineData(SyntaxKind.CloseBraceToken)]
    public async Task Never_throws_while_a_method_is_typed(SyntaxKind missing)
    {
        const string source = """
            using System.Collections.Concurrent;
            static class C
            {
                static readonly ConcurrentDictionary<string, int> s_hits = new();
                static int s_n;
                static void M(string k)
                {
                    if (s_hits.TryGetValue(k, out var v) && s_n > 0) s_hits[k] = v + s_n++;
                    lock (s_hits) { s_n = s_n switch { 1 => 2, _ => s_n + 1 }; }
                }
            }
            """;
        var without = missing == SyntaxKind.None ? source : source.Replace(SyntaxFacts.GetText(missing), "");
        for (var length = 0; length <= without.Length; length += 7)
            await Findings.Of(new RaceAnalyzer(), Findings.Compile([("C.cs", without[..length])]));
    }

    private static string Break(string text, Random random)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return random.Next(5) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => WithoutNode(root, random),
            2 => text.Remove(random.Next(text.Length), 1),
            3 => Twice(root, random),
            _ => Swapped(root, random),
        };
    }

    private static string WithoutNode(SyntaxNode root, Random random)
    {
        var nodes = root.DescendantNodes().Where(node => node is not UsingDirectiveSyntax and not BaseNamespaceDeclarationSyntax).ToList();
        return nodes.Count == 0 ? "" : root.ToFullString().Remove(nodes[random.Next(nodes.Count)] is var node ? node.SpanStart : 0, node.Span.Length);
    }

    private static string Twice(SyntaxNode root, Random random)
    {
        var nodes = root.DescendantNodes().Where(node => node is MemberDeclarationSyntax or StatementSyntax or ArgumentSyntax).ToList();
        if (nodes.Count == 0) return "";
        var node = nodes[random.Next(nodes.Count)];
        return root.ToFullString().Insert(node.SpanStart, node.ToString());
    }

    private static string Swapped(SyntaxNode root, Random random)
    {
        var (from, to) = s_swaps[random.Next(s_swaps.Length)];
        var text = root.ToFullString();
        foreach (var token in root.DescendantTokens().Where(token => token.IsKind(from) && random.Next(3) == 0).Reverse())
            text = text.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, SyntaxFacts.GetText(to));
        return text;
    }
}

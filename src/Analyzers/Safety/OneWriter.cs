using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>An entry of a cache in memory that the loop of one background service alone writes: there is one such loop in a process.</summary>
internal static class OneWriter
{
    public static Answer? Of(Hazard hazard, IMethodSymbol method, Compilation compilation)
    {
        if (hazard.Write.Place.Store != StoreKind.MemoryCache || method.Name != "ExecuteAsync" || Confinement.InSharedLambda(hazard.Write.Frame)) return null;
        if (DatabaseConfinement.Background(method) is not { } background || hazard.Write.Source.KeyOperation?.Syntax is not { } key) return null;
        foreach (var token in key.DescendantTokens())
            if (token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.IdentifierToken && IsElsewhere(token, compilation)) return null;
        return background;
    }

    /// <summary>A file other than this one speaks of the key.</summary>
    private static bool IsElsewhere(SyntaxToken token, Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
            if (tree != token.SyntaxTree && tree.GetText().ToString().Contains(token.Text)) return true;
        return token.SyntaxTree!.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Any(type => !type.Span.Contains(token.Span) && type.ToString().Contains(token.Text));
    }
}

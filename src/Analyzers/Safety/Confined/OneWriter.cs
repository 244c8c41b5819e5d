using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Safety.Databases;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// An entry that the loop of one background service alone writes: there is one such loop in a process, and what several processes keep is up to date
/// in all of them. Who is the first of several processes is another question.
/// </summary>
internal static class OneWriter
{
    public static Answer? Of(Hazard hazard, IMethodSymbol method, Compilation compilation)
    {
        if (IsNew(hazard.Write.Place.Key)) return new("the key was made here, and nobody else has it yet", null);
        if (hazard.Write.Place.Store != StoreKind.MemoryCache && (hazard.Pattern != HazardPattern.LostUpdate || hazard.Write.Place.Store is not (StoreKind.DistributedCache or StoreKind.Redis))) return null;
        if (method.Name != "ExecuteAsync" || Confinement.InSharedLambda(hazard.Write.Frame)) return null;
        if (DatabaseConfinement.Background(method) is not { } background || hazard.Write.Source.KeyOperation?.Syntax is not { } key) return null;
        var texts = key.DescendantTokens().Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken && token.ValueText.Any(char.IsLetter)).ToList();
        foreach (var token in texts.Count > 0 ? texts : key.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
            if (IsElsewhere(token, compilation)) return null;
        return background;
    }

    private static bool IsNew(Sym? key) => key switch
    {
        { Kind: SymKind.Opaque, Head: IInvocationOperation { TargetMethod: { Name: "NewGuid" or "CreateVersion7", ContainingType.Name: "Guid" } } } => true,
        { Kind: SymKind.Pure } => key.Parts.Any(IsNew),
        _ => false,
    };

    /// <summary>A file other than this one speaks of the key.</summary>
    private static bool IsElsewhere(SyntaxToken token, Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
            if (tree != token.SyntaxTree && tree.GetText().ToString().Contains(token.ValueText)) return true;
        return token.SyntaxTree!.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Any(type => !type.Span.Contains(token.Span) && type.ToString().Contains(token.ValueText));
    }
}

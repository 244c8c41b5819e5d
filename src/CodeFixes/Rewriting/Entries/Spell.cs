using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RaceSafe.CodeFixes.Rewriting.Entries;

/// <summary>Puts the one step where the two were.</summary>
internal static class Spell
{
    /// <summary>A statement from its text, to be laid out like its surroundings.</summary>
    public static StatementSyntax Statement(string text) => SyntaxFactory.ParseStatement(text).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The call replaces the write; statements that it makes superfluous go.</summary>
    public static void Call(FixSite site, EntryUpdate update, string call)
    {
        var expression = SyntaxFactory.ParseExpression(call);
        foreach (var gone in update.Superfluous) site.Remove(gone);
        if (update.Result is { Initializer: { } initializer }) site.Replace(initializer.Value, _ => expression);
        else if (update.Statement is { } statement) site.Replace(statement, _ => SyntaxFactory.ExpressionStatement(expression));
        else if (site.Write<ExpressionSyntax>() is { } write) site.Replace(write, _ => expression);
    }

    /// <summary>Our runtime is referenced, so that its extension methods can be called.</summary>
    public static bool HasRuntime(FixSite site) => site.Model.Compilation.GetTypeByMetadataName("RaceSafe.ConcurrentDictionaryExtensions") is not null;

    /// <summary>What an expression needs behind it to be the old value again; nothing where its value is dropped.</summary>
    public static string BackToOld(FixSite site, EntryUpdate update)
    {
        if (update.BackToOld is not { } back || site.Write<ExpressionSyntax>() is not { Parent: { } parent }) return "";
        var dropped = parent switch
        {
            AnonymousFunctionExpressionSyntax lambda => site.Model.GetSymbolInfo(lambda).Symbol is IMethodSymbol { ReturnsVoid: true },
            ArrowExpressionClauseSyntax { Parent: { } member } => site.Model.GetDeclaredSymbol(member) is IMethodSymbol { ReturnsVoid: true },
            ForStatementSyntax => true,
            _ => false,
        };
        return dropped ? "" : " " + back;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>How long a call lets its value live, in the words of the runtime.</summary>
internal static class Lifetime
{
    /// <summary>Adds the arguments that keep the value's life as the call has set it. Null when the runtime cannot say that.</summary>
    public static List<ArgumentSyntax>? Of(CacheCall write, FixSite site)
    {
        List<ArgumentSyntax> arguments = [];
        switch (write.Kind)
        {
            case CacheKind.Redis:
                if (!write.SaysOnly("key", "value", "expiry")) return null;
                if (write["expiry"] is { } expiry)
                {
                    if (!IsTimeSpan(site, expiry)) return null;
                    arguments.Add(Named("ttl", expiry));
                }

                return arguments;
            case CacheKind.Distributed:
                if (!write.SaysOnly("key", "value", "options", "token")) return null;
                if (write["options"] is { } options)
                {
                    if (!IsFixed(options, site)) return null;
                    arguments.Add(Named("options", options));
                }

                if (write["token"] is { } token) arguments.Add(Named("cancellationToken", token));
                return arguments;
            default:
                if (!write.SaysOnly("key", "value", "options", "absoluteExpiration", "absoluteExpirationRelativeToNow")) return null;
                if (write["options"] is { } given) arguments.Add(Named("options", given));
                foreach (var name in new[] { "absoluteExpiration", "absoluteExpirationRelativeToNow" })
                    if (write[name] is { } when) arguments.Add(Named("options", EntryOptions(site, name, when)));
                return arguments;
        }
    }

    public static ArgumentSyntax Named(string name, ExpressionSyntax value) => Argument(value.WithoutTrivia()).WithNameColon(NameColon(IdentifierName(name)).WithTrailingTrivia(Space));

    /// <summary>A variable that may be null is not: without a time to live the command would take away what the key has.</summary>
    public static bool IsTimeSpan(FixSite site, ExpressionSyntax expiry) => site.Model.GetTypeInfo(expiry).Type is { Name: "TimeSpan", ContainingNamespace.Name: "System" };

    private static ExpressionSyntax EntryOptions(FixSite site, string name, ExpressionSyntax when)
    {
        var property = char.ToUpperInvariant(name[0]) + name.Substring(1);
        site.Import("Microsoft.Extensions.Caching.Memory");
        return ParseExpression($"new MemoryCacheEntryOptions {{ {property} = {when.WithoutTrivia()} }}");
    }

    /// <summary>It can be seen that the options have no sliding expiration: an atomic cache has none.</summary>
    private static bool IsFixed(ExpressionSyntax options, FixSite site)
    {
        var start = options;
        while (start is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetAbsoluteExpiration", Expression: var inner } }) start = inner;
        if (start is BaseObjectCreationExpressionSyntax) return !MentionsSliding(options);
        if (site.Model.GetSymbolInfo(options).Symbol is not (ILocalSymbol or IFieldSymbol or IPropertySymbol)) return false;
        foreach (var reference in site.Model.GetSymbolInfo(options).Symbol!.DeclaringSyntaxReferences)
        {
            var declared = reference.GetSyntax();
            var made = declared switch
            {
                VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax creation } => creation,
                PropertyDeclarationSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax creation } => creation,
                PropertyDeclarationSyntax { ExpressionBody.Expression: BaseObjectCreationExpressionSyntax creation } => creation,
                _ => null,
            };
            var around = declared.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() ?? declared.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? declared.SyntaxTree.GetRoot();
            return made is not null && !MentionsSliding(around);
        }

        return false;
    }

    private static bool MentionsSliding(SyntaxNode node) =>
        node.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText is "SlidingExpiration" or "SetSlidingExpiration");
}

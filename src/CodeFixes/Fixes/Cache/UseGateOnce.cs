using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>GetOrCreate of a memory cache, which may make two, becomes the runtime's GetOrCreateOnce, which gives all callers the same object.</summary>
internal sealed class UseGateOnce : Rewrite
{
    private static readonly string[] s_settings = ["AbsoluteExpiration", "AbsoluteExpirationRelativeToNow", "SlidingExpiration", "Priority", "Size"];

    public override string Action => FixActions.UseGateOnce;

    public override string? Plan(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Kind: CacheKind.Memory, Name: "GetOrCreate" } call || !call.HasRuntime(site) || !call.SaysOnly("key", "factory")) return null;
        if (call["factory"] is not LambdaExpressionSyntax { AsyncKeyword.RawKind: 0 } lambda || site.Model.GetSymbolInfo(lambda).Symbol is not IMethodSymbol { Parameters: { Length: 1 } parameters }) return null;
        var (settings, made) = Parts(lambda, parameters[0], site.Model);
        if (made is null || made.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == parameters[0].Name && parameters[0].Name != "_")) return null;
        List<ArgumentSyntax> arguments = [Spelling.Value(call.Key), Argument(ParseExpression($"() => {made.WithoutTrivia()}"))];
        if (settings.Count > 0)
        {
            site.Import("Microsoft.Extensions.Caching.Memory");
            arguments.Add(Lifetime.Named("options", ParseExpression($"new MemoryCacheEntryOptions {{ {string.Join(", ", settings)} }}")));
        }

        site.Import("RaceSafe");
        var type = call.Member.Name is GenericNameSyntax generic ? generic.TypeArgumentList.ToString() : "";
        site.Replace(call.Syntax, _ => Spelling.Call(call.Target, "GetOrCreateOnce" + type, [.. arguments]));
        return "Use GetOrCreateOnce of RaceSafe.Runtime";
    }

    /// <summary>How the entry is set up, and the expression that makes the object; no expression where the function does more than that.</summary>
    private static (List<string> Settings, ExpressionSyntax? Made) Parts(LambdaExpressionSyntax lambda, IParameterSymbol entry, SemanticModel model)
    {
        List<string> settings = [];
        if (lambda.Body is ExpressionSyntax made) return (settings, made);
        var statements = ((BlockSyntax)lambda.Body).Statements;
        foreach (var statement in statements.Take(statements.Count - 1))
        {
            if (Setting(statement, entry, model) is not var (name, value) || value.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or AssignmentExpressionSyntax || node is InvocationExpressionSyntax inner && !IsFramework(inner, model))) return (settings, null);
            settings.Add($"{name} = {value.WithoutTrivia()}");
        }

        return (settings, statements.LastOrDefault() is ReturnStatementSyntax { Expression: { } returned } ? returned : null);
    }

    private static (string Name, ExpressionSyntax Value)? Setting(StatementSyntax statement, IParameterSymbol entry, SemanticModel model) => statement is not ExpressionStatementSyntax { Expression: var set } ? null : set switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax target, Name.Identifier.ValueText: var name } } assignment
            when target.Identifier.ValueText == entry.Name && s_settings.Contains(name) => (name, assignment.Right),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax target, Name.Identifier.ValueText: var name }, ArgumentList.Arguments: { Count: 1 } arguments }
            when target.Identifier.ValueText == entry.Name && name is "SetSlidingExpiration" or "SetPriority" or "SetSize" or "SetAbsoluteExpiration" =>
                (name.Substring(3) + (name == "SetAbsoluteExpiration" && model.GetTypeInfo(arguments[0].Expression).Type?.Name == "TimeSpan" ? "RelativeToNow" : ""), arguments[0].Expression),
        _ => null,
    };

    private static bool IsFramework(InvocationExpressionSyntax call, SemanticModel model) => model.GetSymbolInfo(call).Symbol?.ContainingNamespace?.ToString() == "System";
}

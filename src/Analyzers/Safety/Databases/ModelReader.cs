using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Reads fluent model configuration: every file that names a model or entity builder.</summary>
internal sealed class ModelReader
{
    private readonly ModelFacts _facts = new();

    public static ModelFacts Read(FlowContext context)
    {
        var reader = new ModelReader();
        foreach (var tree in context.Compilation.SyntaxTrees.Where(tree => context.Trees.Of(tree, default).Models.Any(found => found.Word.EndsWith("Builder", StringComparison.Ordinal))).OrderBy(tree => tree.FilePath, StringComparer.Ordinal)) // the fact that is named is the first one
            reader.File(tree, context.Compilation);
        return reader._facts;
    }

    private void File(SyntaxTree tree, Compilation compilation)
    {
        SemanticModel? model = null;
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } access } call) continue;
            switch (name.Identifier.ValueText)
            {
                case "HasAlternateKey" or "HasKey":
                    Unique(call, access, model ??= compilation.GetSemanticModel(tree));
                    break;
                case "HasIndex" when IsUnique(call):
                    Unique(call, access, model ??= compilation.GetSemanticModel(tree));
                    break;
                case "IsRowVersion" or "IsConcurrencyToken" or "UseXminAsConcurrencyToken" when !SaysNo(call):
                    Token(access, model ??= compilation.GetSemanticModel(tree));
                    break;
            }
        }
    }

    private void Unique(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, SemanticModel model)
    {
        if (EntityOf(access.Expression, model) is not { } entity) return;
        var columns = Columns(call.ArgumentList).ToList();
        if (columns.Count > 0) _facts.Add(entity, new ModelFacts.UniqueColumns(columns, call.GetLocation(), access.Name.Identifier.ValueText == "HasKey"));
    }

    private void Token(MemberAccessExpressionSyntax access, SemanticModel model)
    {
        var name = access.Name.Identifier.ValueText;
        if (name == "UseXminAsConcurrencyToken")
        {
            if (EntityOf(access.Expression, model) is { } whole) _facts.Add(whole, new ModelFacts.Token("xmin", true, access.Name.GetLocation()));
            return;
        }

        var isVersion = name == "IsRowVersion" || IsGenerated(access);
        for (var current = access.Expression; current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax inner } call; current = inner.Expression)
        {
            isVersion |= inner.Name.Identifier.ValueText is "IsRowVersion" or "ValueGeneratedOnAddOrUpdate";
            if (inner.Name.Identifier.ValueText != "Property" || EntityOf(inner.Expression, model) is not { } entity) continue;
            foreach (var column in Columns(call.ArgumentList)) _facts.Add(entity, new ModelFacts.Token(column, isVersion, access.Name.GetLocation()));
            return;
        }
    }

    /// <summary>A later call of the chain says that the database makes a new value with each update.</summary>
    private static bool IsGenerated(SyntaxNode node)
    {
        for (; node.Parent is MemberAccessExpressionSyntax or InvocationExpressionSyntax; node = node.Parent)
            if (node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsRowVersion" or "ValueGeneratedOnAddOrUpdate" }) return true;
        return false;
    }

    private static bool IsUnique(SyntaxNode call)
    {
        for (var node = call; node.Parent is MemberAccessExpressionSyntax or InvocationExpressionSyntax; node = node.Parent)
            if (node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsUnique", Parent: InvocationExpressionSyntax unique } && !SaysNo(unique)) return true;
        return false;
    }

    private static bool SaysNo(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Count == 1 && call.ArgumentList.Arguments[0].Expression.IsKind(SyntaxKind.FalseLiteralExpression);

    /// <summary>
    /// The entity that a chain of builder calls configures: by the call of <c>Entity</c> in it or around it, or by the builder's type. Binding
    /// a configuration costs as much as compiling it, so what the text and the signature say is asked first.
    /// </summary>
    private static string? EntityOf(ExpressionSyntax chain, SemanticModel model)
    {
        var root = chain;
        for (ExpressionSyntax? current = chain; current is not null; current = Inner(current))
        {
            root = current;
            if (current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "Entity", TypeArgumentList.Arguments: { Count: 1 } types } } })
                return Last(types[0].ToString());
        }

        return OfVariable(root, model) ?? AroundIt(chain) ?? Bound(chain, model);
    }

    /// <summary>A parameter of the method, or a variable that is given a builder where it is declared.</summary>
    private static string? OfVariable(ExpressionSyntax root, SemanticModel model)
    {
        if (root is not IdentifierNameSyntax { Identifier.ValueText: var name } || root.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method) return null;
        foreach (var parameter in method.ParameterList.Parameters)
            if (parameter.Identifier.ValueText == name) return model.GetDeclaredSymbol(parameter) is { } declared ? Configured(declared.Type) : null;
        foreach (var statement in method.Body?.Statements ?? default)
        {
            if (statement is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables }) continue;
            if (variables[0] is { Initializer.Value: InvocationExpressionSyntax value } local && local.Identifier.ValueText == name) return EntityOf(value, model);
        }

        return null;
    }

    private static string? AroundIt(ExpressionSyntax chain)
    {
        foreach (var ancestor in chain.Ancestors())
        {
            if (ancestor is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name }, ArgumentList.Arguments: { Count: > 0 } arguments } && name.Identifier.ValueText == "Entity")
                return name is GenericNameSyntax { TypeArgumentList.Arguments: { Count: 1 } types } ? Last(types[0].ToString()) : (arguments[0].Expression as LiteralExpressionSyntax) is { } text ? Last(text.Token.ValueText) : null;
        }

        return null;
    }

    private static string? Bound(ExpressionSyntax chain, SemanticModel model)
    {
        for (ExpressionSyntax? current = chain; current is not null; current = Inner(current))
            if (Configured(model.GetTypeInfo(current).Type) is { } entity) return entity;
        return null;
    }

    private static string? Configured(ITypeSymbol? builder) =>
        builder is INamedTypeSymbol { Name: "EntityTypeBuilder" or "EntityTypeConfiguration", TypeArguments: { Length: 1 } entity } ? entity[0].Name : null;

    private static ExpressionSyntax? Inner(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
        _ => null,
    };

    /// <summary><c>x => x.A</c>, <c>x => new { x.A, x.B }</c>, or names as text.</summary>
    private static IEnumerable<string> Columns(ArgumentListSyntax arguments)
    {
        foreach (var argument in arguments.Arguments)
        {
            switch (argument.Expression)
            {
                case LiteralExpressionSyntax { Token.Value: string name }:
                    yield return name;
                    break;
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: { Count: 1 } named }:
                    yield return Last(named[0].ToString());
                    break;
                case LambdaExpressionSyntax lambda:
                    foreach (var member in lambda.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
                        if (member.Parent is not MemberAccessExpressionSyntax) yield return member.Name.Identifier.ValueText;
                    break;
            }
        }
    }

    private static string Last(string name) => name.Substring(name.LastIndexOf('.') + 1);
}

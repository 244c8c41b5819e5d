using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>The parameters that the source gives a command, a batch command or a bag of parameters, in their order.</summary>
internal static class SqlCommandParameters
{
    /// <summary>The value of the parameter of that name, or of that position, counted from 1; null when it is not written out.</summary>
    public static ExpressionSyntax? Of(Access statement, string name)
    {
        var given = Given(statement).ToList();
        if (int.TryParse(name, out var position)) return position >= 1 && position <= given.Count ? Unboxed(given[position - 1].Value) : null;
        for (var i = given.Count - 1; i >= 0; i--)
            if (string.Equals(given[i].Name?.TrimStart('@', ':', '$'), name, StringComparison.OrdinalIgnoreCase)) return Unboxed(given[i].Value);
        return null;
    }

    private static IEnumerable<(string? Name, ExpressionSyntax Value)> Given(Access statement)
    {
        if (statement.Syntax is BaseObjectCreationExpressionSyntax batched)
            foreach (var parameter in Initial(batched)) yield return parameter;
        if (Owner(statement) is not { } owner || ScopeOf(owner, statement.Syntax) is not { } scope) yield break;
        foreach (var node in scope.DescendantNodes())
        {
            if (node.SpanStart > statement.Syntax.SpanStart) yield break;
            if (node is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax made } local && local.Identifier.ValueText == owner)
                foreach (var parameter in Initial(made)) yield return parameter;
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "AddWithValue", Expression: var bag } } call && (bag.ToString() == owner || bag.ToString() == owner + ".Parameters") && Added(call, scope) is { } added) yield return added;
        }
    }

    /// <summary>What holds the parameters: the command that is run or put into a batch, or the bag that is handed over.</summary>
    private static string? Owner(Access statement)
    {
        if (statement.Spec.Shape != Stores.Shapes.Command && statement.ValueOperation?.Syntax is IdentifierNameSyntax bag) return bag.ToString();
        return (statement.Syntax as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax { Expression: var command } ? command.ToString() : null;
    }

    /// <summary>The smallest block around the statement in which the owner is declared; two blocks may each have a <c>command</c>.</summary>
    private static SyntaxNode? ScopeOf(string owner, SyntaxNode statement)
    {
        SyntaxNode? last = null;
        foreach (var ancestor in statement.Ancestors())
        {
            if (ancestor is BlockSyntax or UsingStatementSyntax or MemberDeclarationSyntax) last = ancestor;
            if (ancestor is BlockSyntax or UsingStatementSyntax && ancestor.DescendantNodes().OfType<VariableDeclaratorSyntax>().Any(local => local.Identifier.ValueText == owner)) return ancestor;
            if (ancestor is MemberDeclarationSyntax) return last;
        }

        return last;
    }

    /// <summary><c>new(sql) { Parameters = { new() { Value = a }, new("b", b) } }</c></summary>
    private static IEnumerable<(string?, ExpressionSyntax)> Initial(BaseObjectCreationExpressionSyntax command)
    {
        foreach (var set in command.Initializer?.Expressions ?? default)
        {
            if (set is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Parameters" }, Right: InitializerExpressionSyntax list }) continue;
            foreach (var element in list.Expressions)
                if (element is BaseObjectCreationExpressionSyntax made && Made(made) is { } parameter) yield return parameter;
        }
    }

    private static (string? Name, ExpressionSyntax Value)? Made(BaseObjectCreationExpressionSyntax parameter)
    {
        string? name = null;
        ExpressionSyntax? value = null;
        foreach (var set in parameter.Initializer?.Expressions ?? default)
        {
            if (set is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var property }, Right: var right }) continue;
            if (property is "Value" or "TypedValue") value = right;
            if (property is "ParameterName") name = (right as LiteralExpressionSyntax)?.Token.ValueText;
        }

        if (parameter.ArgumentList?.Arguments is { Count: > 0 } arguments)
        {
            name ??= (arguments[0].Expression as LiteralExpressionSyntax)?.Token.ValueText;
            if (arguments.Count > 1) value ??= arguments[arguments.Count - 1].Expression;
        }

        return value is null ? null : (name, value);
    }

    private static (string? Name, ExpressionSyntax Value)? Added(InvocationExpressionSyntax call, SyntaxNode scope)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count == 1 && arguments[0].Expression is BaseObjectCreationExpressionSyntax made) return Made(made);
        if (arguments.Count == 1 && arguments[0].Expression is IdentifierNameSyntax parameter && ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText == "Add") return Filled(parameter.Identifier.ValueText, scope);
        if (arguments.Count == 1) return (null, arguments[0].Expression);
        if (arguments.Count == 0 || arguments[0].Expression is not LiteralExpressionSyntax { Token.Value: string name }) return null;
        if (call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value", Parent: AssignmentExpressionSyntax given } && given.Left == call.Parent) return (name, given.Right);
        return (name, arguments[arguments.Count - 1].Expression);
    }

    /// <summary><c>var p = command.CreateParameter(); p.ParameterName = "a"; p.Value = a; command.Parameters.Add(p);</c></summary>
    private static (string? Name, ExpressionSyntax Value)? Filled(string parameter, SyntaxNode scope)
    {
        string? name = null;
        ExpressionSyntax? value = null;
        foreach (var set in scope.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (set.Left is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var owner }, Name.Identifier.ValueText: var property } || owner != parameter) continue;
            if (property == "Value") value = set.Right;
            if (property == "ParameterName") name = (set.Right as LiteralExpressionSyntax)?.Token.ValueText;
        }

        return value is null ? null : (name, value);
    }

    private static ExpressionSyntax Unboxed(ExpressionSyntax value) => value is CastExpressionSyntax cast ? cast.Expression : value;
}

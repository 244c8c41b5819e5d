using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>What Interlocked has no single operation for becomes a call of the runtime's <c>Atomic</c>: Add, Max, Min, Toggle, Update.</summary>
internal sealed class UseAtomicUpdate : Rewrite
{
    private const string NameSpace = "RaceSafe";

    public override string Action => FixActions.UseAtomicUpdate;

    public override string? Plan(FixSite site)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("RaceSafe.Atomic") is not { } atomic) return null;
        if (site.Write<ExpressionSyntax>() is not { } write || Surround.IsChecked(write, site.Model)) return null;
        if (write is AssignmentExpressionSyntax { Left: var left, Right: var right } assignment && write.IsKind(SyntaxKind.SimpleAssignmentExpression))
        {
            if (site.Model.GetSymbolInfo(left).Symbol is not IFieldSymbol { IsVolatile: false, IsReadOnly: false } field) return null;
            if (Toggle(site, assignment, field, atomic) is { } toggled) return toggled;
            if (Extreme(site, assignment, right, field, atomic) is { } extreme) return extreme;
        }

        return FieldStep.Of(write, site.Model) is { IsVolatile: false } step ? Step(site, write, step, atomic) : null;
    }

    private static string? Toggle(FixSite site, AssignmentExpressionSyntax assignment, IFieldSymbol field, INamedTypeSymbol atomic)
    {
        if (assignment.Right is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand }) return null;
        if (!FieldStep.Same(operand, assignment.Left) || !Has(atomic, "Toggle", field.Type)) return null;
        return Call(site, assignment, "Toggle", assignment.Left);
    }

    /// <summary><c>if (v > _max) _max = v;</c>: the whole statement, where it does nothing else.</summary>
    private static string? Extreme(FixSite site, AssignmentExpressionSyntax assignment, ExpressionSyntax value, IFieldSymbol field, INamedTypeSymbol atomic)
    {
        if (assignment.Parent is not ExpressionStatementSyntax statement) return null;
        var owner = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent;
        if (owner is not IfStatementSyntax { Else: null, Condition: BinaryExpressionSyntax condition } branch || branch.Condition.Contains(assignment)) return null;
        if (site.Model.GetSymbolInfo(value).Symbol is not (ILocalSymbol or IParameterSymbol)) return null;
        var fieldIsLeft = FieldStep.Same(condition.Left, assignment.Left) && FieldStep.Same(condition.Right, value);
        if (!fieldIsLeft && !(FieldStep.Same(condition.Right, assignment.Left) && FieldStep.Same(condition.Left, value))) return null;
        bool? raises = condition.Kind() switch
        {
            SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression => fieldIsLeft,
            SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression => !fieldIsLeft,
            _ => null,
        };
        if (raises is not { } up || !SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(value).Type, field.Type)) return null;
        var method = up ? "Max" : "Min";
        if (!Has(atomic, method, field.Type)) return null;
        var type = site.Type(NameSpace, "Atomic");
        site.Keep(assignment.Left);
        site.Keep(value);
        site.Replace((StatementSyntax)branch, now => ExpressionStatement(Spelling.Call(type, method, Spelling.Ref(now.Of(assignment.Left)), Spelling.Value(now.Of(value)))));
        return Title(method);
    }

    private static string? Step(FixSite site, ExpressionSyntax write, FieldStep step, INamedTypeSymbol atomic)
    {
        var isUsed = Surround.IsUsed(write, site.Model);
        if (isUsed && step.GivesOld) return null;
        var adds = step.Operator is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression;
        if (adds && Has(atomic, "Add", step.Type))
        {
            if (step.Operand is not null && !site.Model.ClassifyConversion(step.Operand, step.Type).IsImplicit) return null;
            var type = site.Type(NameSpace, "Atomic");
            site.Keep(step.Target);
            if (step.Operand is not null) site.Keep(step.Operand);
            site.Replace(write, now =>
            {
                var by = step.Operand is null ? LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1)) : now.Of(step.Operand);
                return Spelling.Call(type, "Add", Spelling.Ref(now.Of(step.Target)), Argument(step.Operator == SyntaxKind.SubtractExpression ? InterlockedCall.Negated(by) : by));
            });
            return Title("Add");
        }

        return Update(site, write, step);
    }

    /// <summary><c>x *= y</c> becomes <c>Atomic.Update(ref x, current => current * y)</c>. The lambda may run again, so y must not do anything.</summary>
    private static string? Update(FixSite site, ExpressionSyntax write, FieldStep step)
    {
        if (!CanCompareAndSet(step.Type) || (step.Operand is { } operand && !IsQuiet(operand, site.Model))) return null;
        var type = site.Type(NameSpace, "Atomic");
        var current = Unused("current", write);
        site.Keep(step.Target);
        if (step.Operand is not null) site.Keep(step.Operand);
        site.Replace(write, now =>
        {
            var other = step.Operand is null ? LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1)) : Spelling.Operand(now.Of(step.Operand));
            var value = BinaryExpression(step.Operator, IdentifierName(current), other);
            value = value.WithOperatorToken(value.OperatorToken.WithLeadingTrivia(Space).WithTrailingTrivia(Space));
            var lambda = SimpleLambdaExpression(Parameter(Identifier(current)), value).WithArrowToken(Token(SyntaxKind.EqualsGreaterThanToken).WithLeadingTrivia(Space).WithTrailingTrivia(Space));
            return Spelling.Call(type, "Update", Spelling.Ref(now.Of(step.Target)), Argument(lambda));
        });
        return Title("Update");
    }

    /// <summary>Types whose operators give the type itself back, and that can be compared and set in one step on every framework.</summary>
    private static bool CanCompareAndSet(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
        or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_String;

    /// <summary>Names, constants and operators: running it again changes nothing, and a lambda may hold it.</summary>
    private static bool IsQuiet(ExpressionSyntax operand, SemanticModel model)
    {
        foreach (var node in operand.DescendantNodesAndSelf())
        {
            if (node is InvocationExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or BaseObjectCreationExpressionSyntax or AnonymousFunctionExpressionSyntax) return false;
            if (node is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }) return false;
            if (node is SimpleNameSyntax name && model.GetSymbolInfo(name).Symbol is IParameterSymbol { RefKind: not RefKind.None }) return false;
        }

        return true;
    }

    private static string? Call(FixSite site, ExpressionSyntax write, string method, ExpressionSyntax target)
    {
        var type = site.Type(NameSpace, "Atomic");
        site.Keep(target);
        site.Replace(write, now => Spelling.Call(type, method, Spelling.Ref(now.Of(target))));
        return Title(method);
    }

    private static string Unused(string name, SyntaxNode place)
    {
        var member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? place;
        return member.DescendantTokens().Any(token => token.ValueText == name) ? name + "Value" : name;
    }

    private static bool Has(INamedTypeSymbol atomic, string method, ITypeSymbol type)
    {
        foreach (var member in atomic.GetMembers(method))
            if (member is IMethodSymbol { Parameters: { Length: > 0 } parameters } && SymbolEqualityComparer.Default.Equals(parameters[0].Type, type)) return true;
        return false;
    }

    private static string Title(string method) => $"Use Atomic.{method}";
}

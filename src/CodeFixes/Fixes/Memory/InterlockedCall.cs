using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>The Interlocked method that does a step, if the target framework has one for the field's type.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Spell">The whole expression, with the correction that gives the value the step gave.</param>
internal sealed record InterlockedCall(string Method, Func<Now, ExpressionSyntax> Spell)
{
    /// <param name="step">The step.</param>
    /// <param name="site">Where it stands.</param>
    /// <param name="isUsed">The value of the expression is looked at.</param>
    /// <param name="rename">What the place is called afterwards, if not what it is called now.</param>
    public static InterlockedCall? For(FieldStep step, FixSite site, bool isUsed, Func<ExpressionSyntax, ExpressionSyntax>? rename = null)
    {
        var isBitwise = step.Operator is SyntaxKind.BitwiseOrExpression or SyntaxKind.BitwiseAndExpression;
        var method = step.Operator switch
        {
            SyntaxKind.AddExpression => IsOne(step, site.Model) ? "Increment" : "Add",
            SyntaxKind.SubtractExpression => IsOne(step, site.Model) ? "Decrement" : "Add",
            SyntaxKind.BitwiseOrExpression => "Or",
            SyntaxKind.BitwiseAndExpression => "And",
            _ => null,
        };
        if (method is null || !Exists(method, step.Type, site.Model.Compilation)) return null;
        if (isBitwise && isUsed) return null; // Or and And return the old value
        var negates = method == "Add" && step.Operator == SyntaxKind.SubtractExpression;
        if (method == "Add" && !Fits(step, negates, site.Model)) return null;
        site.Keep(step.Target);
        if (step.Operand is not null) site.Keep(step.Operand);
        var interlocked = site.Type("System.Threading", "Interlocked");
        return new(method, now => Spelled(step, method, negates, isUsed, interlocked, now, rename));
    }

    private static ExpressionSyntax Spelled(FieldStep step, string method, bool negates, bool isUsed, ExpressionSyntax interlocked, Now now, Func<ExpressionSyntax, ExpressionSyntax>? rename)
    {
        var place = now.Of(step.Target);
        var address = Spelling.Ref(rename is null ? place : rename(place));
        if (method is "Increment" or "Decrement")
        {
            var call = Spelling.Call(interlocked, method, address);
            if (!isUsed || !step.GivesOld) return call;
            var one = LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1));
            return Spaced(method == "Increment" ? SyntaxKind.SubtractExpression : SyntaxKind.AddExpression, call, one);
        }

        var operand = now.Of(step.Operand!);
        return Spelling.Call(interlocked, method, address, Argument(negates ? Negated(operand) : operand));
    }

    public static ExpressionSyntax Negated(ExpressionSyntax operand) => PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, Spelling.Operand(operand));

    private static BinaryExpressionSyntax Spaced(SyntaxKind kind, ExpressionSyntax left, ExpressionSyntax right)
    {
        var binary = BinaryExpression(kind, left, right);
        return binary.WithOperatorToken(binary.OperatorToken.WithLeadingTrivia(Space).WithTrailingTrivia(Space));
    }

    private static bool IsOne(FieldStep step, SemanticModel model) =>
        step.Operand is null || model.GetConstantValue(step.Operand) is { HasValue: true, Value: 1 or 1L or 1u or 1ul };

    /// <summary>The operand converts to the field's type by itself, also when it is negated.</summary>
    private static bool Fits(FieldStep step, bool negates, SemanticModel model)
    {
        var type = model.GetTypeInfo(step.Operand!).Type;
        if (type is null || !model.ClassifyConversion(step.Operand!, step.Type).IsImplicit) return false;
        if (!negates) return true;
        if (step.Type.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64)) return false;
        return SymbolEqualityComparer.Default.Equals(type, step.Type) || model.GetConstantValue(step.Operand!) is { HasValue: true, Value: not int.MinValue };
    }

    private static bool Exists(string method, ITypeSymbol type, Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName("System.Threading.Interlocked") is not { } interlocked) return false;
        foreach (var member in interlocked.GetMembers(method))
        {
            if (member is not IMethodSymbol { Parameters: { Length: > 0 } parameters } candidate) continue;
            if (SymbolEqualityComparer.Default.Equals(parameters[0].Type, type)) return true;
            if (candidate.IsGenericMethod && type.TypeKind == TypeKind.Enum) return true;
        }

        return false;
    }
}

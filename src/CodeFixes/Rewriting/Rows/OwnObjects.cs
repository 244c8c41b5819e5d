using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>The objects that work on rows has to itself: what it loads or makes, and in a method of such an object that object.</summary>
internal sealed class OwnObjects(IReadOnlyCollection<SyntaxNode> work, SemanticModel model, bool ownsThis, bool ownsParameters)
{
    public SemanticModel Model => model;

    public bool OwnsThis => ownsThis;

    /// <summary>The expression is a variable of the work that holds an object of its own, or a part of one.</summary>
    public bool Has(ExpressionSyntax target)
    {
        while (true)
        {
            switch (target)
            {
                case MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } access: target = access.Expression; break;
                case ElementAccessExpressionSyntax element: target = element.Expression; break;
                case ParenthesizedExpressionSyntax parenthesized: target = parenthesized.Expression; break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure: target = sure.Operand; break;
                case ConditionalAccessExpressionSyntax conditional: target = conditional.Expression; break;
                case ThisExpressionSyntax or MemberAccessExpressionSyntax: return ownsThis;
                case TupleExpressionSyntax tuple: return tuple.Arguments.All(part => Has(part.Expression));
                case DeclarationExpressionSyntax or BaseObjectCreationExpressionSyntax: return true;
                case IdentifierNameSyntax { Identifier.ValueText: "_" }: return true;
                case IdentifierNameSyntax name: return IsOwn(model.GetSymbolInfo(name).Symbol);
                default: return false;
            }
        }
    }

    /// <summary>What may be handed on: an own object, a new one, or a value that nobody can change.</summary>
    public bool IsGiven(ExpressionSyntax argument) =>
        argument is LiteralExpressionSyntax or BaseObjectCreationExpressionSyntax or AnonymousFunctionExpressionSyntax || Has(argument) || model.GetTypeInfo(argument).Type is { IsValueType: true } or { SpecialType: SpecialType.System_String };

    private bool IsOwn(ISymbol? symbol) => symbol switch
    {
        ILocalSymbol local => local.DeclaringSyntaxReferences.All(reference => work.Any(statement => statement.SyntaxTree == reference.SyntaxTree && statement.Span.Contains(reference.Span)) && IsMadeHere(reference.GetSyntax())),
        IParameterSymbol => ownsParameters,
        IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } => ownsThis,
        _ => false,
    };

    /// <summary>The variable is no other name for an object that was there before.</summary>
    private bool IsMadeHere(SyntaxNode declared)
    {
        if (declared is not VariableDeclaratorSyntax { Initializer.Value: var value }) return declared is not ForEachStatementSyntax loop || IsMade(loop.Expression);
        return IsMade(value);
    }

    private bool IsMade(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax => Has(value) || model.GetTypeInfo(value).Type is { IsValueType: true } or { SpecialType: SpecialType.System_String },
        _ => true,
    };
}

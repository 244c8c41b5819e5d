using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>
/// <c>var n = Read(key); Write(key, n + by);</c>, or with <c>var next = n + by;</c> between them. The old value is used for nothing else.
/// </summary>
internal sealed class IncrementShape
{
    private IncrementShape(LocalDeclarationStatementSyntax read, InvocationExpressionSyntax write, BinaryExpressionSyntax sum, LocalDeclarationStatementSyntax? next)
    {
        Read = read;
        Write = write;
        Sum = sum;
        Next = next;
    }

    /// <summary>The statement that reads.</summary>
    public LocalDeclarationStatementSyntax Read { get; }

    public InvocationExpressionSyntax Write { get; }

    /// <summary>The old value and what is added or taken away.</summary>
    public BinaryExpressionSyntax Sum { get; }

    /// <summary>The statement that names the new value, if there is one.</summary>
    public LocalDeclarationStatementSyntax? Next { get; }

    public bool IsDecrement => Sum.IsKind(SyntaxKind.SubtractExpression);

    public bool IsByOne => Sum.Right is LiteralExpressionSyntax { Token.Value: 1 };

    public static IncrementShape? Of(FixSite site, int arguments)
    {
        if (site.Write<InvocationExpressionSyntax>() is not { } write || site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { } read) return null;
        if (write.ArgumentList.Arguments.Count != arguments || write.ArgumentList.Arguments.Any(argument => argument.NameColon is not null)) return null;
        if (StatementOf(write) is not { } writing || Declaration(read) is not { } reading || writing.Parent != reading.Parent) return null;
        var value = write.ArgumentList.Arguments[arguments - 1].Expression;
        var next = value is IdentifierNameSyntax name && Previous(writing) is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } named
            && named.Declaration.Variables[0].Identifier.ValueText == name.Identifier.ValueText ? named : null;
        if ((next?.Declaration.Variables[0].Initializer?.Value ?? value) is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum) return null;
        if (Previous((StatementSyntax?)next ?? writing) != reading || !IsWholeNumber(site.Model.GetTypeInfo(sum.Right).Type) || !IsWholeNumber(site.Model.GetTypeInfo(sum).Type)) return null;
        return IsOnlyUsedIn(site, reading, sum) ? new(reading, write, sum, next) : null;
    }

    /// <summary>The statement that is nothing but this call, awaited or not.</summary>
    public static ExpressionStatementSyntax? StatementOf(InvocationExpressionSyntax call)
    {
        ExpressionSyntax outer = call;
        while (outer.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } or InvocationExpressionSyntax) outer = (ExpressionSyntax)outer.Parent;
        return outer.Parent as ExpressionStatementSyntax;
    }

    public static StatementSyntax? Previous(StatementSyntax statement)
    {
        if (statement.Parent is not BlockSyntax block) return null;
        var index = block.Statements.IndexOf(statement);
        return index > 0 ? block.Statements[index - 1] : null;
    }

    private static LocalDeclarationStatementSyntax? Declaration(ExpressionSyntax read)
    {
        SyntaxNode? node = read;
        while (node is ExpressionSyntax) node = node.Parent;
        return node is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } } ? statement : null;
    }

    private static bool IsOnlyUsedIn(FixSite site, LocalDeclarationStatementSyntax reading, BinaryExpressionSyntax sum)
    {
        var name = reading.Declaration.Variables[0].Identifier.ValueText;
        if (sum.Left is not IdentifierNameSyntax left || left.Identifier.ValueText != name) return false;
        return reading.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Count(use => use.Identifier.ValueText == name) == 1;
    }

    private static bool IsWholeNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_Byte;
}

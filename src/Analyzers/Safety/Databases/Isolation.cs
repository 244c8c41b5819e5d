using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>What the transactions and locks that a method asks the database for are worth.</summary>
/// <param name="Lock">A lock in the database: <c>FOR UPDATE</c>, an advisory lock, a helper named so.</param>
/// <param name="Strong">A transaction whose isolation makes one of two conflicting writers fail.</param>
/// <param name="Weak">A transaction at the default isolation, which lets both read the same and both write.</param>
internal sealed record Isolation(Answer? Lock, Answer? Strong, Answer? Weak)
{
    private static readonly string[] s_lockTexts =
        ["FOR UPDATE", "FOR NO KEY UPDATE", "UPDLOCK", "HOLDLOCK", "XLOCK", "TABLOCK", "pg_advisory", "sp_getapplock", "GET_LOCK(", "LOCK TABLE", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"];

    /// <summary>Looks at the methods in which a read and its write stand.</summary>
    /// <param name="scopes">The methods.</param>
    /// <param name="read">The read; a transaction that begins after it does not see it.</param>
    /// <param name="compilation">Tells what a transaction is begun on.</param>
    public static Isolation Of(IEnumerable<SyntaxNode> scopes, SyntaxNode read, Compilation compilation)
    {
        Answer? taken = null, strong = null, weak = null;
        foreach (var scope in scopes)
        {
            foreach (var attribute in Attributes(scope))
                if (attribute.Name.ToString() is var marked && (IsLock(marked) || marked.Contains("ConcurrentExecution"))) taken ??= new($"'{attribute.Name}' lets one caller in at a time", attribute.GetLocation());
            foreach (var node in scope.DescendantNodes())
            {
                switch (node)
                {
                    case InvocationExpressionSyntax call when NameOf(call) is "BeginTransaction" or "BeginTransactionAsync" or "BeginTransactionScope" && scope.Contains(read) && call.SpanStart > read.Span.End:
                        weak ??= new("the transaction begins after it", call.GetLocation());
                        break;
                    case InvocationExpressionSyntax call when NameOf(call) is "BeginTransaction" && IsImmediate(call, compilation):
                        taken ??= new("the transaction takes the write lock when it begins", call.GetLocation());
                        break;
                    case InvocationExpressionSyntax call when NameOf(call) is "BeginTransaction" or "BeginTransactionAsync" or "BeginTransactionScope":
                        Judge(call, call.ArgumentList.ToString(), ref strong, ref weak);
                        break;
                    case BaseObjectCreationExpressionSyntax creation when creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().EndsWith("TransactionScope", StringComparison.Ordinal):
                        if (scope.ToString().Contains("ReadCommitted")) weak ??= new("a transaction scope at read committed", creation.GetLocation());
                        else strong ??= new("a transaction scope is serializable", creation.GetLocation());
                        break;
                    case InvocationExpressionSyntax call when NameOf(call) is { } name && IsLock(name):
                        taken ??= new($"'{name}' takes a lock", call.GetLocation());
                        break;
                    case InvocationExpressionSyntax call when NameOf(call) == "SerializableAsync" && (call.Contains(read) || !scope.Contains(read)): // another part of the method is none of its business
                        taken ??= new("it runs serializable, again on conflict", call.GetLocation());
                        break;
                    case LiteralExpressionSyntax or InterpolatedStringTextSyntax when LockIn(node.ToString()) is { } word:
                        taken ??= new($"'{word}' locks the row", node.GetLocation());
                        break;
                    case AttributeSyntax attribute when attribute.ToString().Contains("Serializable") && attribute.ArgumentList is not null:
                        strong ??= new("it runs in a serializable transaction", attribute.GetLocation());
                        break;
                }
            }
        }

        return new(taken, strong, weak);
    }

    /// <summary>What the method and its class are marked with.</summary>
    private static IEnumerable<AttributeSyntax> Attributes(SyntaxNode scope) =>
        from member in scope.AncestorsAndSelf().OfType<MemberDeclarationSyntax>()
        where member is BaseMethodDeclarationSyntax or TypeDeclarationSyntax
        from list in member.AttributeLists
        from attribute in list.Attributes
        select attribute;

    /// <summary>A transaction on a connection of Microsoft.Data.Sqlite is begun by BEGIN IMMEDIATE unless it says otherwise.</summary>
    private static bool IsImmediate(InvocationExpressionSyntax call, Compilation compilation) =>
        !call.ArgumentList.Arguments.Any(argument => argument.Expression.IsKind(SyntaxKind.TrueLiteralExpression) || argument.ToString().Contains("ReadUncommitted"))
        && compilation.GetSemanticModel(call.SyntaxTree).GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { Name: "SqliteConnection", ContainingNamespace.Name: "Sqlite" } };

    private static void Judge(InvocationExpressionSyntax call, string arguments, ref Answer? strong, ref Answer? weak)
    {
        if (arguments.Contains("Serializable") || arguments.Contains("Snapshot") || arguments.Contains("RepeatableRead")) strong ??= new("the transaction is isolated from others", call.GetLocation());
        else if (!arguments.Contains("solationLevel") || arguments.Contains("ReadCommitted") || arguments.Contains("ReadUncommitted")) weak ??= new("the transaction has the default isolation", call.GetLocation());
        else strong ??= new("the transaction's isolation is a parameter", call.GetLocation());
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsLock(string name) =>
        name.IndexOf("Lock", StringComparison.Ordinal) is var at && at >= 0 && !name.StartsWith("Un", StringComparison.Ordinal)
        && (at == 0 || name[at - 1] is not ('B' or 'C')) && !name.Contains("LockedOut") && !name.Contains("Lockout") && !name.StartsWith("Is", StringComparison.Ordinal);

    private static string? LockIn(string text)
    {
        foreach (var word in s_lockTexts)
            if (text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) return word;
        return null;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Is a refused write handled: a concurrency conflict, a violated unique index, a serialization failure?</summary>
internal sealed class Conflicts(MentionedNames mentioned)
{
    /// <summary>A concurrency conflict is caught around the save, or somewhere above it.</summary>
    public bool ConcurrencyIsHandled(SyntaxNode save) =>
        IsCaught(save, "DbUpdateConcurrencyException", "DBConcurrencyException", "DbUpdateException", "ConcurrencyException") || mentioned.Has("DbUpdateConcurrencyException");

    /// <summary>A violated key or unique index is caught around the save, or by a handler for all of them.</summary>
    public bool ViolationIsHandled(SyntaxNode save) =>
        IsCaught(save, "DbUpdateException", "UniqueConstraintException", "PostgresException", "SqlException", "SqliteException", "MySqlException", "DbException", "Exception")
        || mentioned.Has("UniqueConstraintException");

    /// <summary>A transaction that the server refuses to serialize is run again.</summary>
    public bool SerializationIsRetried(SyntaxNode save, IEnumerable<SyntaxNode> scopes)
    {
        if (Catch(save, ["DbUpdateException", "PostgresException", "SqlException", "NpgsqlException", "DbException", "Exception", "InvalidOperationException"]) is { } failure && !ThrowsAgain(failure)) return true;
        foreach (var scope in scopes)
            foreach (var token in scope.DescendantTokens())
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText is "CreateExecutionStrategy" or "ExecutionStrategy") return true;
        return mentioned.Has("EnableRetryOnFailure") || IsRunAgain(save);
    }

    /// <summary>The work is a lambda that is handed to something that runs it again when it fails: a policy of Polly, or what is named so.</summary>
    private bool IsRunAgain(SyntaxNode place)
    {
        foreach (var ancestor in place.Ancestors())
        {
            if (ancestor is MemberDeclarationSyntax) return false;
            if (ancestor is not LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var runner } } }) continue;
            if (runner.ToString().IndexOf("retry", StringComparison.OrdinalIgnoreCase) >= 0) return true;
            if (runner is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Execute" or "ExecuteAsync" } && (mentioned.Has("AddRetry") || mentioned.Has("WaitAndRetryAsync") || mentioned.Has("RetryAsync"))) return true;
        }

        return false;
    }

    /// <summary>It tidies up, and leaves the failure to the caller.</summary>
    private static bool ThrowsAgain(CatchClauseSyntax failure) => failure.Filter is null && failure.Block.Statements is { Count: > 0 } statements && statements[statements.Count - 1] is ThrowStatementSyntax { Expression: null };

    /// <summary>
    /// How a concurrency conflict that is caught around the save loses the update all the same: it is dropped, or what was computed from the
    /// stale row is written over the new one. Null when it is dealt with, or caught elsewhere.
    /// </summary>
    public static Answer? Mishandling(SyntaxNode save, bool isComputed)
    {
        if (Catch(save, ["DbUpdateConcurrencyException", "DBConcurrencyException"]) is not { Parent: TryStatementSyntax attempt } conflict) return null;
        if (IsDropped(conflict, attempt)) return new("it is caught and dropped", conflict.CatchKeyword.GetLocation());
        return isComputed && Overwrites(conflict) ? new("the stale value is written over the new one", conflict.CatchKeyword.GetLocation()) : null;
    }

    /// <summary>Nothing but a note in the log, and then it goes on as if the save had been made.</summary>
    private static bool IsDropped(CatchClauseSyntax conflict, TryStatementSyntax attempt)
    {
        foreach (var statement in conflict.Block.Statements)
            if (statement is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } || call.Expression.ToString().IndexOf("Log", StringComparison.OrdinalIgnoreCase) < 0) return false;
        if (conflict.Filter is not null || attempt.Block.DescendantNodes().Any(node => node is ReturnStatementSyntax or BreakStatementSyntax)) return false; // what follows knows of the failure
        return !attempt.Ancestors().TakeWhile(ancestor => ancestor is not MemberDeclarationSyntax).Any(ancestor => ancestor is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax);
    }

    /// <summary><c>entry.OriginalValues.SetValues(stored)</c> makes the next save pass, and nothing computes its values again.</summary>
    private static bool Overwrites(CatchClauseSyntax conflict)
    {
        var rebases = false;
        foreach (var name in conflict.Block.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            switch (name.Identifier.ValueText)
            {
                case "OriginalValues":
                    rebases = true;
                    break;
                case "CurrentValues" or "CurrentValue" or "Reload" or "ReloadAsync" or "Clear" or "State":
                case var column when name.Parent is MemberAccessExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: var target } } && target == name.Parent && column is not ("OriginalValues" or "OriginalValue"):
                    return false;
            }
        }

        return rebases;
    }

    private static bool IsCaught(SyntaxNode save, params string[] types) => Catch(save, types) is not null;

    private static CatchClauseSyntax? Catch(SyntaxNode save, string[] types)
    {
        foreach (var ancestor in save.Ancestors())
        {
            if (ancestor is BaseMethodDeclarationSyntax) return null;
            if (ancestor is not TryStatementSyntax attempt || !attempt.Block.Span.Contains(save.Span)) continue;
            foreach (var clause in attempt.Catches)
            {
                var caught = clause.Declaration?.Type.ToString() ?? "Exception";
                caught = caught.Substring(caught.LastIndexOf('.') + 1);
                if (Array.IndexOf(types, caught) >= 0) return clause;
            }
        }

        return null;
    }
}

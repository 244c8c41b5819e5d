using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Locks;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// Roslyn leaves <c>lock</c> on a <c>System.Threading.Lock</c> out of the graph where nullable reference types are on: the body follows
/// an invalid operation that carries the statement's syntax. There the lock is held as far as the statement reaches.
/// </summary>
internal sealed partial class MethodAnalysis
{
    private readonly List<(LockStatementSyntax Statement, uint Guard, FlowFrame Frame)> _unlowered = [];

    private void EnterLock(IOperation operation, FlowState state)
    {
        if (operation is not IExpressionStatementOperation { Operation: IInvalidOperation locked, Syntax: LockStatementSyntax statement }) return;
        var token = FlowValue.Of(Sym.Opaque(locked));
        foreach (var child in locked.ChildOperations) token = Evaluate(child, state);
        var guard = Guard(token.Sym, operation, GuardKind.Exclusive);
        if (!_unlowered.Contains((statement, guard, _frame))) _unlowered.Add((statement, guard, _frame));
        state.Acquire(guard);
    }

    /// <summary>The lock is left where the code of the same body goes on behind the statement; a local function that is called inside may stand anywhere.</summary>
    private void LeaveLocks(IOperation next, FlowState state)
    {
        foreach (var (statement, guard, frame) in _unlowered)
            if ((state.Held & guard) != 0 && ReferenceEquals(frame, _frame) && !statement.Statement.Span.Contains(next.Syntax.SpanStart)) state.Release(guard);
    }
}

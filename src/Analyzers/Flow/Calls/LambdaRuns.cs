using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Calls;

/// <summary>When a delegate that is handed to a call runs.</summary>
internal static class LambdaRuns
{
    /// <summary>When a lambda or local function that is handed to a call runs.</summary>
    public static LambdaRun Of(IOperation site, IMethodSymbol function) => site switch
    {
        IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } } when function.IsAsync && Gathered.Is(site.Syntax) => LambdaRun.Overlapping,
        IInvocationOperation call => Of(call.TargetMethod),
        IObjectCreationOperation { Type.Name: "Thread" or "Timer" or "PeriodicTimer" or "Task" } => LambdaRun.Elsewhere,
        _ => LambdaRun.Later,
    };

    /// <summary>When a local function runs that is called: at once, and if it waits, beside others like it.</summary>
    public static LambdaRun OfLocalFunction(IInvocationOperation call) =>
        call is { TargetMethod.IsAsync: true, Syntax: InvocationExpressionSyntax syntax } && Gathered.IsLeftRunning(syntax) ? LambdaRun.Overlapping : LambdaRun.AtOnce;

    /// <summary>When the handler of an event runs: that of a timer on another thread.</summary>
    public static LambdaRun OfHandler(IEventAssignmentOperation subscription) =>
        subscription.EventReference is IEventReferenceOperation { Event: { Name: "Elapsed", ContainingType.Name: "Timer" } } ? LambdaRun.Elsewhere : LambdaRun.Later;

    public static LambdaRun Of(IMethodSymbol method)
    {
        var type = method.ContainingType;
        switch (type.Name)
        {
            case "Parallel" or "ParallelEnumerable" or "EndpointRouteBuilderExtensions" or "RunExtensions" or "UseExtensions": return LambdaRun.InParallel;
            case "Task" or "TaskFactory" or "ThreadPool" when method.Name is "Run" or "StartNew" or "ContinueWith" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem":
                return LambdaRun.Elsewhere;
            case "Enumerable" or "Queryable" or "EntityFrameworkQueryableExtensions" or "RelationalQueryableExtensions" or "List" or "Array" or "ImmutableInterlocked" or "Interlocked"
                or "LazyInitializer" or "Option" or "Volatile": return LambdaRun.AtOnce;
        }

        return method.Name switch
        {
            "Execute" or "ExecuteAsync" or "ExecuteInTransaction" or "ExecuteInTransactionAsync" or "Invoke" or "InvokeAsync" or "Run" or "RunAsync"
                or "RunWithoutSynchronizationContext" or "Measure" or "Time" or "Retry" or "RetryAsync" or "ForEach" or "ForEachAsync" or "Do" or "DoAsync" => LambdaRun.AtOnce,
            _ => LambdaRun.Later,
        };
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1004: GetOrAdd runs its factory once per caller that finds nothing; only one result stays.</summary>
internal sealed class FactoryMayRunTwice() : Rule(
    "RACE1004",
    "Value factory with side effects may run more than once",
    "Two threads that find no '{0}' both run this factory, which {1}; one result is dropped",
    "ConcurrentDictionary.GetOrAdd calls the factory outside its locks: of several results one is stored, and nobody disposes or stops the others.",
    Certainty.Likely)
{
    public override void Examine(RuleContext context)
    {
        foreach (var access in context.Flow.Accesses)
        {
            if (access.Spec is not { Store: StoreKind.ConcurrentCollection, Kind: AccessKind.GetOrAdd } || access.Imported is not null) continue;
            if (access.Operation is not IInvocationOperation call || Factory(call, access, context.Cancellation) is not { } body || EffectIn(body) is not { } effect) continue;
            if (context.WhySilent(new Hazard(HazardPattern.CheckThenAct, access, access, Overlap.Same)) is not null) continue;
            context.Report(Descriptor, access.Operation.Syntax, Handoff(access), Names.Of(access), effect);
        }
    }

    private static FixHandoff Handoff(Access access) =>
        FixHandoff.None.At(FixRoles.Read, access.Syntax.GetLocation()).Offer(FixActions.UseGetOrCreateOnce);

    /// <summary>The body of what makes the value: a lambda or a method. A graph keeps lambdas closed; the operation it was made from has their bodies.</summary>
    private static IOperation? Factory(IInvocationOperation call, Access access, CancellationToken cancellation)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name != "valueFactory") continue;
            var value = argument.Value;
            while (value is IConversionOperation conversion) value = conversion.Operand;
            if (value is IDelegateCreationOperation creation) value = creation.Target;
            if (access.Frame.Graph.OriginalOperation.SemanticModel is not { } model) return null;
            if (value is IMethodReferenceOperation { Method: { IsVirtual: false, IsOverride: false } named }) return Bodies.Operation(named.OriginalDefinition, model.Compilation, cancellation);
            if (value is not IFlowAnonymousFunctionOperation || model.GetOperation(value.Syntax, cancellation) is not IAnonymousFunctionOperation lambda) return null;
            return OnlyCall(lambda.Body) is { } made ? Bodies.Operation(made.OriginalDefinition, model.Compilation, cancellation) ?? lambda.Body : lambda.Body;
        }

        return null;
    }

    /// <summary>All that the lambda does is to call a method: <c>key => Create(key)</c>.</summary>
    private static IMethodSymbol? OnlyCall(IBlockOperation body) =>
        body is { Operations: { Length: 1 } all } && all[0] is IReturnOperation { ReturnedValue: { } value } && (value is IConversionOperation conversion ? conversion.Operand : value) is IInvocationOperation { TargetMethod: { IsVirtual: false, IsOverride: false, IsAbstract: false } made } ? made : null;

    /// <summary>What running it twice does, as a clause; null when nobody would notice.</summary>
    private static string? EffectIn(IOperation operation)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation: return null; // runs later, as that of a Lazy
            case IObjectCreationOperation { Type: INamedTypeSymbol type } when type.Name.EndsWith("Lazy", StringComparison.Ordinal): return null;
            case IObjectCreationOperation { Type: INamedTypeSymbol type } creation when MustBeDisposed(type) && !IsDisposedHere(creation): return $"creates a '{type.Name}' that somebody must dispose";
            case IInvocationOperation { TargetMethod: var method, Type: INamedTypeSymbol opened } call when Opens(method.Name) && MustBeDisposed(opened) && !IsDisposedHere(call): return $"opens a '{opened.Name}' that somebody must dispose";
            case IInvocationOperation { TargetMethod: var method } when Starts(method): return $"starts work ('{method.ContainingType.Name}.{method.Name}')";
            case IInvocationOperation { TargetMethod: { ContainingType.Name: "File" or "Directory" } method } when Changes(method.Name): return $"changes files ('{method.ContainingType.Name}.{method.Name}')";
        }

        foreach (var child in operation.ChildOperations)
            if (EffectIn(child) is { } effect) return effect;
        return null;
    }

    /// <summary>It holds something that the garbage collector does not give back soon. Semaphores and token sources without a timer do not.</summary>
    private static bool MustBeDisposed(INamedTypeSymbol type) =>
        type.Name is not ("Task" or "MemoryStream" or "StringReader" or "StringWriter" or "SemaphoreSlim" or "ReaderWriterLockSlim" or "CancellationTokenSource" or "ManualResetEventSlim" or "CountdownEvent" or "ServiceCollection")
        && type.AllInterfaces.Any(implemented => implemented.Name is "IDisposable" or "IAsyncDisposable");

    private static bool IsDisposedHere(IOperation creation)
    {
        for (var current = creation.Parent; current is not null and not IAnonymousFunctionOperation; current = current.Parent)
            if (current is IUsingDeclarationOperation or IUsingOperation) return true;
        return false;
    }

    /// <summary><c>File.OpenRead</c>, <c>ConnectionMultiplexer.Connect</c>, <c>factory.CreateConnection</c>.</summary>
    private static bool Opens(string name) =>
        name.StartsWith("Open", StringComparison.Ordinal) || name.StartsWith("Connect", StringComparison.Ordinal) || (name.StartsWith("Create", StringComparison.Ordinal) && name != "CreateClient");

    private static bool Starts(IMethodSymbol method) => (method.ContainingType.Name, method.Name) is
        ("Task" or "ThreadPool", "Run" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem") or ("TaskFactory", "StartNew") or ("Thread" or "Process", "Start");

    private static bool Changes(string name) =>
        name.StartsWith("Write", StringComparison.Ordinal) || name.StartsWith("Append", StringComparison.Ordinal) || name is "Create" or "CreateText" or "Delete" or "Move" or "Copy";
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Rows;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>
/// What a body mentions, from one walk over its operations and without any flow: enough to tell that nothing can happen in it.
/// Allocates only when it finds something.
/// </summary>
internal sealed partial class BodyFacts
{
    private const int MaxDepth = 500;

    public static BodyFacts Nothing { get; } = new();

    /// <summary>Kinds of stores that are read, as bits.</summary>
    public uint Reads { get; private set; }

    /// <summary>Kinds of stores that are written, as bits.</summary>
    public uint Writes { get; private set; }

    /// <summary>Some read gives out an object that the store shares.</summary>
    public bool SharesObjects { get; private set; }

    /// <summary>A collection is changed by a method of its own.</summary>
    public bool ChangesCollections { get; private set; }

    /// <summary>Fields and properties that are read.</summary>
    public HashSet<ISymbol>? MembersRead { get; private set; }

    /// <summary>Fields and properties that are written.</summary>
    public HashSet<ISymbol>? MembersWritten { get; private set; }

    /// <summary>Members of objects that static fields and properties hold are written.</summary>
    public HashSet<ISymbol>? PartsOfStatics { get; private set; }

    /// <summary>Fields and properties that hold arrays of which elements are written.</summary>
    public HashSet<ISymbol>? ElementsWritten { get; private set; }

    /// <summary>Variables of the code around that a lambda or local function changes.</summary>
    public HashSet<ISymbol>? Captured { get; private set; }

    /// <summary>Methods and accessors with source that are called.</summary>
    public HashSet<IMethodSymbol>? Calls { get; private set; }

    /// <summary>Delegate parameters are invoked.</summary>
    public bool InvokesParameters { get; private set; }

    /// <summary>A delegate is handed to something that runs it on other threads.</summary>
    public bool StartsThreads { get; private set; }

    /// <summary>A lock is taken by a call.</summary>
    public bool TakesLocks { get; private set; }

    public static BodyFacts Of(IOperation body, FlowContext context, CancellationToken cancellation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack(); // an error costs a method, an overflow the compiler
        var facts = new BodyFacts();
        facts.Walk(body, context, null, 0, cancellation);
        return facts;
    }

    /// <summary>Takes in what a called method mentions.</summary>
    public void Add(BodyFacts callee)
    {
        Reads |= callee.Reads;
        Writes |= callee.Writes;
        SharesObjects |= callee.SharesObjects;
        ChangesCollections |= callee.ChangesCollections;
        TakesLocks |= callee.TakesLocks;
        if (callee.MembersRead is { } read) (MembersRead ??= new(SymbolEqualityComparer.Default)).UnionWith(read);
        if (callee.MembersWritten is { } written) (MembersWritten ??= new(SymbolEqualityComparer.Default)).UnionWith(written);
        if (callee.ElementsWritten is { } elements) (ElementsWritten ??= new(SymbolEqualityComparer.Default)).UnionWith(elements);
        if (callee.EntriesRead is { } asked) (EntriesRead ??= new(SymbolEqualityComparer.Default)).UnionWith(asked);
        if (callee.EntriesWritten is { } set) (EntriesWritten ??= new(SymbolEqualityComparer.Default)).UnionWith(set);
        if (callee.PartsOfStatics is { } parts) (PartsOfStatics ??= new(SymbolEqualityComparer.Default)).UnionWith(parts);
    }

    public BodyFacts Copy()
    {
        var copy = new BodyFacts { Calls = Calls, InvokesParameters = InvokesParameters, Captured = Captured, StartsThreads = StartsThreads };
        copy.Add(this);
        return copy;
    }

    private void Walk(IOperation operation, FlowContext context, IMethodSymbol? function, int depth, CancellationToken cancellation)
    {
        // Deeper than this is generated code or an attack; the stack matters more than what is in there.
        if (depth > MaxDepth) return;
        cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case IInvocationOperation call:
                Call(call, context);
                break;
            case IPropertyReferenceOperation property:
                Property(property, context);
                break;
            case IConversionOperation conversion when ConcurrentSource.IsHandedOver(conversion):
                Enumeration(conversion.Operand, context);
                break;
            case IForEachLoopOperation { Collection: var source }:
                Enumeration(source is IConversionOperation { Operand: var own } ? own : source, context);
                break;
            case IFieldReferenceOperation { Field.IsConst: false } field:
                Member(field, field.Field.OriginalDefinition);
                break;
            case IArrayElementReferenceOperation { ArrayReference: IMemberReferenceOperation array } element when Usage.Of(element).Writes:
                (ElementsWritten ??= new(SymbolEqualityComparer.Default)).Add(array.Member.OriginalDefinition);
                break;
            case IArrayElementReferenceOperation { ArrayReference: not IMemberReferenceOperation } element when Usage.Of(element).Writes:
                ChangesCollections = true;
                break;
            case IParameterReferenceOperation parameter when CapturedState.IsKept(parameter.Parameter):
                Member(parameter, parameter.Parameter);
                break;
            case IParameterReferenceOperation parameter when function is not null:
                Variable(parameter, parameter.Parameter, function);
                break;
            case ILocalReferenceOperation local when function is not null:
                Variable(local, local.Local, function);
                break;
            case IAnonymousFunctionOperation lambda:
                function = lambda.Symbol;
                StartsThreads |= IsStarted(lambda, lambda.Symbol);
                break;
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } started } reference:
                StartsThreads |= IsStarted(reference, started);
                break;
            case ILocalFunctionOperation local:
                function = local.Symbol;
                break;
        }

        foreach (var child in operation.ChildOperations) Walk(child, context, function, depth + 1, cancellation);
    }

    private void Call(IInvocationOperation call, FlowContext context)
    {
        var method = call.TargetMethod;
        if (Entries.IsLookUp(method)) Entry(call.Instance ?? call.Arguments[0].Value, true, false);
        else if (Entries.IsAdd(method)) Entry(call.Instance, false, true);
        if (context.SpecOf(method) is { } spec || Concrete(call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null), method, context, out spec))
        {
            if (!spec.HoldsRows || spec.Store == StoreKind.SqlRow || IsAboutRows(call)) Note(spec);
            if (spec is { Store: StoreKind.SqlRow, Kind: AccessKind.Read } && MayInsert(call, spec)) Writes |= 1U << (int)spec.Store;
            return;
        }

        if (method.MethodKind == MethodKind.LocalFunction) StartsThreads |= LambdaRuns.OfLocalFunction(call) == LambdaRun.Overlapping;
        else if (method.MethodKind == MethodKind.DelegateInvoke) InvokesParameters |= call.Instance is IParameterReferenceOperation;
        else if (call.Instance is not null && Mutators.Changes(method)) ChangesCollections = true;
        else if (LockCalls.Of(call, out _, out _) != LockEffect.None) TakesLocks = true;
        else Callee(call.Instance is { Type.TypeKind: TypeKind.Interface } one && context.HasRows ? context.Target(method, one) ?? method : method);
        if (context.HeldLambdas.Of(call) is { } held) Callee(held);
    }

    /// <summary>A statement that is asked for one value may insert a row, and give back the id that it got.</summary>
    private static bool MayInsert(IInvocationOperation call, AccessSpec spec)
    {
        if (call.TargetMethod.Name is not { } name || !(name.Contains("Scalar") || name.Contains("Single") || name.Contains("First"))) return false;
        if (spec.Shape == Shapes.Command) return true; // the command has the text
        foreach (var argument in call.Arguments)
            if (argument.Parameter is { } parameter && spec.Container.Contains(parameter.Name)) return (argument.Value.ConstantValue is { HasValue: true, Value: string text } ? text : argument.Syntax.ToString()) is var said && (said.IndexOf("insert", StringComparison.OrdinalIgnoreCase) >= 0 || said.IndexOf("update", StringComparison.OrdinalIgnoreCase) >= 0 || !said.Contains(' '));
        return true;
    }

    private void Enumeration(IOperation source, FlowContext context)
    {
        if (context.HasRows && RowQuery.IsQuery(source.Type)) Note(EntityFrameworkTable.Loop);
        if (source.Type is not INamedTypeSymbol { ContainingNamespace.Name: "Concurrent" } type) return;
        foreach (var member in type.GetMembers("GetEnumerator"))
            if (member is IMethodSymbol method && context.Catalogue.Find(method) is { } spec) Note(spec);
    }

    /// <summary>A method that works on rows and on collections in memory alike is called on rows.</summary>
    private static bool IsAboutRows(IInvocationOperation call)
    {
        if (!call.TargetMethod.IsExtensionMethod || call.Arguments.Length == 0) return true;
        var source = call.Arguments[0].Value;
        while (source is IConversionOperation conversion) source = conversion.Operand;
        return RowQuery.IsQuery(source.Type);
    }

    private void Property(IPropertyReferenceOperation property, FlowContext context)
    {
        var (reads, writes) = Usage.Of(property);
        if (reads && property.Property.GetMethod is { } getter) Accessor(getter, property, context);
        if (writes && property.Property.SetMethod is { } setter) Accessor(setter, property, context);
        if (!property.Property.IsIndexer) Member(property, property.Property.OriginalDefinition);
        else if (Entries.IsOne(property.Property)) Entry(property.Instance, reads, writes);
        if (property.Property.IsIndexer && writes && Mutators.IsPlainCollection(property.Property.ContainingType)) ChangesCollections = true;
    }

    private void Accessor(IMethodSymbol accessor, IPropertyReferenceOperation property, FlowContext context)
    {
        if (context.Catalogue.Find(accessor) is { } spec || Concrete(property.Instance, accessor, context, out spec)) Note(spec);
        else if (!AutoProperties.Is(property.Property)) Callee(accessor);
    }

    private static bool Concrete(IOperation? receiver, IMethodSymbol method, FlowContext context, [NotNullWhen(true)] out AccessSpec? spec)
    {
        spec = null;
        if (receiver is null || !ConcreteTypes.MayHide(method) || !context.Catalogue.HasMember(method.Name)) return false;
        if (context.ConcreteTypes.Of(receiver) is not { } concrete || context.Catalogue.Find(method, concrete) is not { } found) return false;
        spec = found;
        return true;
    }

    private void Note(AccessSpec spec)
    {
        var bit = 1U << (int)spec.Store;
        if (spec.Kind.Reads() || spec.Store == StoreKind.SqlRow) Reads |= bit; // a statement that writes may compare first
        if (spec.Kind.Writes()) Writes |= bit;
        SharesObjects |= spec.SharesObject;
    }

    private void Callee(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        if (definition.Locations.Length > 0 && definition.Locations[0].IsInSource) (Calls ??= new(SymbolEqualityComparer.Default)).Add(definition);
    }

    /// <summary>The delegate goes to a call that runs it on other threads, or several times side by side.</summary>
    private static bool IsStarted(IOperation function, IMethodSymbol symbol)
    {
        var site = function.Parent;
        while (site is IConversionOperation or IDelegateCreationOperation or IArrayInitializerOperation or IArrayCreationOperation or IArgumentOperation) site = site.Parent;
        return site is IInvocationOperation or IObjectCreationOperation && LambdaRuns.Of(site, symbol) is LambdaRun.InParallel or LambdaRun.Elsewhere or LambdaRun.Overlapping;
    }
}

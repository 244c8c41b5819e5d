using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>Why can there not be two callers at once?</summary>
internal sealed class Confinement(WaysIn ways, SharedTypes types)
{
    private static readonly HashSet<string> s_singleThreaded = new(StringComparer.Ordinal)
    {
        // one thread by the framework's rule: actors
        "Grain", "SystemTarget", "ActorBase", "UntypedActor", "ReceiveActor", "ReceivePersistentActor", "Actor",
        // one thread by the framework's rule: handlers on an event loop
        "IChannelHandler", "ChannelHandlerAdapter",
        // one object per request or use
        "ControllerBase", "Controller", "PageModel", "ViewComponent", "ComponentBase", "Hub", "DbContext", "TagHelper", "Attribute", "Exception", "EventArgs",
        "IEnumerator", "IAsyncEnumerator", "Stream", "TextReader", "TextWriter", "BinaryReader", "BinaryWriter", "DbDataReader", "Utf8JsonReader",
        "CSharpSyntaxWalker", "CSharpSyntaxRewriter", "SyntaxWalker", "ExpressionVisitor", "SymbolVisitor", "OperationWalker", "OperationVisitor",
        "Command", "Cmdlet", "PSCmdlet", "Task", "ToolTask",
    };

    /// <summary>One thread for all objects, by the framework's rule: user interfaces and game engines.</summary>
    private static readonly HashSet<string> s_ofOnlyThread = new(StringComparer.Ordinal)
    {
        "Form", "Control", "UserControl", "Window", "Page", "FrameworkElement", "DependencyObject", "DispatcherObject", "ContentPage", "BindableObject", "View",
        "MonoBehaviour", "ScriptableObject", "EditorWindow", "Node", "GameObject", "Game", "ObservableObject", "ViewModelBase", "ReactiveObject", "INotifyPropertyChanged",
    };

    /// <summary>Of the first, the ones of which every request has one of its own, beside others that run at the same time.</summary>
    private static readonly HashSet<string> s_ofOneRequest = new(StringComparer.Ordinal) { "ControllerBase", "Controller", "PageModel", "ViewComponent", "Hub" };

    private static readonly HashSet<string> s_singleThreadedAttributes = new(StringComparer.Ordinal)
    {
        "SingleThreadedAttribute", "NotThreadSafeAttribute", "STAThreadAttribute",
    };

    private static readonly HashSet<string> s_testAttributes = new(StringComparer.Ordinal)
    {
        "FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestMethodAttribute", "TestClassAttribute", "TestFixtureAttribute", "SetUpAttribute",
        "BenchmarkAttribute", "GlobalSetupAttribute", "MemoryDiagnoserAttribute", "OneTimeSetUpAttribute", "CollectionAttribute", "CollectionDefinitionAttribute",
    };

    /// <summary>The reason why a write to state of this process cannot race, or null.</summary>
    public Answer? Of(Access write, IMethodSymbol method)
    {
        var container = write.Place.Store == StoreKind.ConcurrentCollection ? write.Holder : write.Place.Container;
        if (OfTest(method) is { } test) return test;
        if (write.Member is { } member && IsPerThread(member)) return new($"every thread has its own '{member.Name}'", null);
        for (var path = container; path?.MemberSymbol is { } holder; path = path.Parts.Length == 1 ? path.Parts[0] : null)
            if (IsPerThread(holder)) return new($"every thread has its own '{holder.Name}'", null);
        var shared = InSharedLambda(write.Frame);
        if (container?.Root.Kind == SymKind.Fresh && !IsHandedOut(write, container.Root, method)) return new("the object is created here and nobody else has it yet", null);
        if (container?.Root.Kind == SymKind.This && !shared)
        {
            if (method.MethodKind == MethodKind.Constructor || method.IsInitOnly) return new("the object is not yet visible to others", null);
            if (method.MethodKind == MethodKind.Destructor) return new("only the finalizer still has the object", null);
            if (method.ContainingType.IsValueType) return new("a struct belongs to whoever holds it", null);
            if (!IsOfService(write, method) && OfType(method.ContainingType) is { } single) return single;
        }

        if ((ways.To(method) & Way.Threads) == 0 && SingleReader.Of(write, method) is { } reader) return reader;
        if (container is null && method.MethodKind == MethodKind.StaticConstructor && write.Place.Store == StoreKind.Field)
            return new("a static constructor runs once, before anybody else", null);
        return HasAttribute(method, s_singleThreadedAttributes) ? new($"'{method.Name}' is declared single-threaded", null) : null;
    }

    /// <summary>A cache or a singleton that was handed in is everybody's, however short the life of its user.</summary>
    private bool IsOfService(Access write, IMethodSymbol method)
    {
        if (write.Place.Store == StoreKind.MemoryCache) return true;
        if (write is not { Place: { Store: StoreKind.Field, Container.Kind: SymKind.Member }, Member.ContainingType: { } type } || types.Declared(type) is null) return false;
        for (var current = method.ContainingType.BaseType; current is not null; current = current.BaseType)
            if (s_ofOneRequest.Contains(current.Name)) return true;
        return false;
    }

    /// <summary>Tests run one after the other on what they made themselves.</summary>
    public static Answer? OfTest(IMethodSymbol method) => InTest(method) ? new("it is a test", null) : null;

    /// <summary>The reason why objects of a type are used by one thread at a time, or null.</summary>
    public static Answer? OfType(INamedTypeSymbol type)
    {
        if (SharedTypes.Filter(type) is not null) return null;
        if ((Named(type, s_singleThreaded) ?? Named(type, s_ofOnlyThread)) is { } named) return new($"'{named.Name}' is used by one thread at a time", null);
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
            if (HasAttribute(current, s_singleThreadedAttributes)) return new($"'{current.Name}' is used by one thread at a time", null);
        return type.ContainingType is { } outer && type.IsReferenceType && HasAttribute(outer, s_singleThreadedAttributes) ? new($"'{outer.Name}' is declared single-threaded", null) : null;
    }

    /// <summary>One thread has all objects of the type, and what is static in it too.</summary>
    public static bool IsOfOnlyThread(INamedTypeSymbol type) => Named(type, s_ofOnlyThread) is not null;

    private static INamedTypeSymbol? Named(INamedTypeSymbol type, HashSet<string> names)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
            if (names.Contains(current.Name) && (!ReferenceEquals(current, type) || !current.Locations[0].IsInSource)) return current; // a class of our own that is called Game or Node is no framework's
        foreach (var implemented in type.AllInterfaces)
            if (names.Contains(implemented.Name)) return implemented;
        return null;
    }

    /// <summary>The code runs in a lambda that others may run at the same time.</summary>
    public static bool InSharedLambda(FlowFrame frame)
    {
        for (FlowFrame? current = frame; current is not null; current = current.Parent)
            if (current.Run is LambdaRun.InParallel or LambdaRun.Elsewhere) return true;
        return false;
    }

    /// <summary>An object made in this method is used by several runs of a lambda. What the lambda itself makes, it has to itself.</summary>
    public static bool IsHandedOut(Access write, Sym made, IMethodSymbol method)
    {
        if (made.Head is not IOperation { Syntax: var creation }) return InSharedLambda(write.Frame);
        for (FlowFrame? frame = write.Frame; frame is not null && !frame.Encloses(creation.GetLocation()); frame = frame.Parent)
        {
            if (SharedVariables.IsSideBySide(frame, write, method)) return true;
            if (frame is { Run: LambdaRun.Elsewhere, Site.Syntax: var site } && (!ThreadStarts.IsWaitedFor(site) || ThreadStarts.IsRepeated(site, creation))) return true;
        }

        return false;
    }

    /// <summary>It is test code.</summary>
    public static bool InTest(IMethodSymbol method)
    {
        if (HasAttribute(method, s_testAttributes)) return true;
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (HasAttribute(type, s_testAttributes)) return true;
            foreach (var member in type.GetMembers())
                if (member is IMethodSymbol && HasAttribute(member, s_testAttributes)) return true;
        }

        return false;
    }

    /// <summary>Every thread has a value of its own there.</summary>
    public static bool IsPerThread(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
            if (attribute.AttributeClass?.Name == "ThreadStaticAttribute") return true;
        return member is IFieldSymbol { Type.Name: "ThreadLocal" or "AsyncLocal" } or IPropertySymbol { Type.Name: "ThreadLocal" or "AsyncLocal" };
    }

    private static bool HasAttribute(ISymbol symbol, HashSet<string> names)
    {
        foreach (var attribute in symbol.GetAttributes())
            if (attribute.AttributeClass is { } type && names.Contains(type.TypeKind == TypeKind.Error ? type.Name + "Attribute" : type.Name)) return true; // code whose packages are missing
        return false;
    }
}

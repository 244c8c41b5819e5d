using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// One operation on a location, as found in one method. Filled in by the analysis until it has converged, read-only afterwards.
/// </summary>
internal sealed class Access
{
    internal Access(AccessSpec spec, IOperation operation, FlowFrame frame, int block, Access? imported)
    {
        Spec = spec;
        Operation = operation;
        Frame = frame;
        Block = block;
        Imported = imported;
    }

    public AccessSpec Spec { get; }

    public AccessKind Kind => Spec.Kind;

    /// <summary>Where in this method it happens; for an access inside a called method, the call.</summary>
    public IOperation Operation { get; }

    /// <summary>The method body or lambda it stands in.</summary>
    public FlowFrame Frame { get; }

    /// <summary>The block of the frame's graph.</summary>
    public int Block { get; }

    /// <summary>The access of the called method that this one stands for.</summary>
    public Access? Imported { get; }

    /// <summary>It is written out in this method, if only as a property whose accessor does it.</summary>
    public bool IsNamedHere => Imported is null || (Imported.Imported is null && Operation is IPropertyReferenceOperation or ISimpleAssignmentOperation { Target: IPropertyReferenceOperation });

    /// <summary>The access itself, in whatever method it is written.</summary>
    public Access Source => Imported?.Source ?? this;

    /// <summary>Where it is written.</summary>
    public SyntaxNode Syntax => Source.Operation.Syntax;

    /// <summary>Its number among the reads of the method; −1 for a pure write or once there are too many.</summary>
    public int ReadIndex { get; internal set; } = -1;

    /// <summary>The bit of <see cref="ReadIndex"/>.</summary>
    public ulong ReadBit => ReadIndex < 0 ? 0 : 1UL << ReadIndex;

    public Place Place { get; internal set; }

    /// <summary>Reads that the key derives from.</summary>
    public ulong KeyOrigins { get; internal set; }

    /// <summary>What is written.</summary>
    public FlowValue Value { get; internal set; }

    /// <summary>What the old value is compared with.</summary>
    public FlowValue Expected { get; internal set; }

    /// <summary>Reads on which it depends whether this happens at all. Set when the analysis is done.</summary>
    public ulong ControlReads { get; internal set; }

    /// <summary>Reads inside the called method on which it depends whether an imported access happens.</summary>
    internal ulong InnerControl { get; set; }

    /// <summary>Earlier reads on whose account a called method would have thrown. They decide whether a row is changed: a guard method of an entity asks its state.</summary>
    internal ulong Passed { get; set; }

    /// <summary>Guards held when it happens, on every path.</summary>
    public uint Held { get; internal set; } = uint.MaxValue;

    /// <summary>For every earlier read: the guards held from then until now without a gap, on every path.</summary>
    public uint[] HeldSince { get; internal set; } = [];

    /// <summary>Earlier reads after which, on some path, an await gave other callers their turn.</summary>
    public ulong AwaitedSince { get; internal set; }

    /// <summary>The access has a condition argument that makes it compare first.</summary>
    public bool IsConditional { get; internal set; }

    /// <summary>The expression that names the container, when it is written out.</summary>
    public IOperation? ContainerOperation { get; internal set; }

    /// <summary>The expression of the key.</summary>
    public IOperation? KeyOperation { get; internal set; }

    /// <summary>The expression of the value.</summary>
    public IOperation? ValueOperation { get; internal set; }

    /// <summary>The field, property or entity member, for stores that consist of members; for an element of an array, what holds the array.</summary>
    public ISymbol? Member => (Place.IsElement ? Place.Key!.Parts[0] : Place.Key)?.MemberSymbol;

    /// <summary>The container that the source names: for an object that a store gave out, the store it came from.</summary>
    public Sym? Holder
    {
        get
        {
            var holder = Place.Container;
            while (holder?.Root is { Kind: SymKind.Result, Head: Access { Spec.SharesObject: true } origin }) holder = origin.Place.Container;
            return holder;
        }
    }

    /// <summary>What the call gives back is looked at.</summary>
    public bool ResultIsUsed
    {
        get
        {
            var user = Operation.Parent;
            while (user is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" }) user = user.Parent;
            return user is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });
        }
    }

    public override string ToString() => $"{Kind} {Place.Container}[{Place.Key}]";
}

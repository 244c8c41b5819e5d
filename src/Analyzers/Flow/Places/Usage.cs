using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Places;

/// <summary>What the code around does with the place that an operation names.</summary>
internal static class Usage
{
    public static (bool Reads, bool Writes) Of(IOperation operation) => operation.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == operation => (false, true),
        ICompoundAssignmentOperation compound when compound.Target == operation => (true, true),
        ICoalesceAssignmentOperation coalesce when coalesce.Target == operation => (true, true),
        IIncrementOrDecrementOperation => (true, true),
        IArgumentOperation { Parameter.RefKind: RefKind.Out } => (false, true),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref } => (true, true),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref } } or ISimpleAssignmentOperation { IsRef: true } or IConditionalOperation { IsRef: true } => (true, true),
        ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple when deconstruction.Target == tuple => (false, true),
        _ => (true, false),
    };
}

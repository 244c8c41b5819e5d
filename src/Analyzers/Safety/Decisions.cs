using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>What hangs on a check: the blocks that run only because of what it said.</summary>
internal static class Decisions
{
    /// <summary>The decisions that the read takes for the write.</summary>
    public static IEnumerable<Decision> Between(Hazard hazard)
    {
        foreach (var decision in hazard.Write.Frame.DecisionsFor(hazard.Write.Block))
            if ((decision.Origins & hazard.Read.ReadBit) != 0) yield return decision;
    }

    /// <summary>What the decision says of the entry: it is there (true), it is missing (false), or something else (null).</summary>
    public static bool? SaysPresent(Decision decision, Access read) => Says(decision.Sym, read) is { } present ? present == decision.WhenTrue : null;

    /// <summary>Operations that run only if the decision falls like this.</summary>
    public static IEnumerable<IOperation> Under(Decision decision, FlowFrame frame)
    {
        foreach (var block in BlocksUnder(decision, frame))
            foreach (var operation in block.Operations) yield return operation;
    }

    /// <summary>Something like that is among the operations that run only if the decision falls like this.</summary>
    public static bool AnyUnder(Decision decision, FlowFrame frame, string question, Func<IOperation, bool> isSo) => ReferenceEquals(decision.Frame, frame)
        ? frame.Answer(question, decision.Block, decision.WhenTrue, () => Under(decision, frame).Any(isSo))
        : Under(decision, frame).Any(isSo);

    /// <summary>If the decision falls the other way, the caller is told: by an exception, or by a value that says no.</summary>
    public static bool RefusesOtherwise(Decision decision, FlowFrame frame)
    {
        var otherwise = decision with { WhenTrue = !decision.WhenTrue };
        return Answers(otherwise, frame) || BlocksUnder(otherwise, frame).Any(block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw);
    }

    /// <summary>If the decision falls like this, the caller gets a fixed answer.</summary>
    public static bool Answers(Decision decision, FlowFrame frame)
    {
        foreach (var block in BlocksUnder(decision, frame))
            if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is { ConstantValue.HasValue: true }) return true;
        return false;
    }

    /// <summary>If the decision falls the other way, the method ends there: by an exception, a value of its own, or a plain return.</summary>
    public static bool LeavesOtherwise(Decision decision, FlowFrame frame)
    {
        if (decision.Condition.Syntax.FirstAncestorOrSelf<IfStatementSyntax>() is { Statement: var then, Else: null } && (then is BlockSyntax { Statements: { Count: > 0 } all } ? all[all.Count - 1] : then) is ReturnStatementSyntax or ThrowStatementSyntax) return true;
        foreach (var block in BlocksUnder(decision with { WhenTrue = !decision.WhenTrue }, frame))
            if (block.FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Return) return true;
        return false;
    }

    private static IEnumerable<BasicBlock> BlocksUnder(Decision decision, FlowFrame frame)
    {
        if (ReferenceEquals(decision.Frame, frame)) return frame.Dependence.BlocksUnder(decision.Block, decision.WhenTrue).Select(ordinal => frame.Graph.Blocks[ordinal]);

        // The branch stands around the lambda: then all of it runs under the decision, or nothing.
        foreach (var outer in frame.DecisionsFor(frame.Graph.Blocks[0].Ordinal))
            if (ReferenceEquals(outer.Condition, decision.Condition) && outer.WhenTrue == decision.WhenTrue) return frame.Graph.Blocks;
        return [];
    }

    /// <summary>True when a condition that holds means that the entry is there, false when it means that it is missing.</summary>
    public static bool? Says(Sym? condition, Access read)
    {
        if (condition is not { Kind: SymKind.Pure }) return null;
        if (ReferenceEquals(condition.Head, read)) return read.Kind is AccessKind.Check or AccessKind.Read ? true : null;
        switch (condition.Head)
        {
            case UnaryOperatorKind.Not: return !Says(condition.Parts[0], read);
            case OperationKind.IsNull: return IsResult(condition.Parts[0], read) ? false : null;
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals when condition.Parts[1] == Sym.Null && IsResult(condition.Parts[0], read):
                return condition.Head is BinaryOperatorKind.NotEquals;
            default: return null;
        }
    }

    private static bool IsResult(Sym value, Access read) => value.Kind == SymKind.Result && ReferenceEquals(value.Head, read);
}

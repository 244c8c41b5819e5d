using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Harmless;

/// <summary>What hangs on a check: the blocks that run only because of what it said.</summary>
internal static class Decisions
{
    /// <summary>The decisions that a read takes for whether an access happens, those around a lambda included.</summary>
    public static IEnumerable<Decision> Between(Access read, Access access)
    {
        foreach (var decision in access.Frame.DecisionsFor(access.Block))
            if ((decision.Origins & read.ReadBit) != 0) yield return decision;
    }

    /// <summary>Blocks that run only if the decision falls like this.</summary>
    public static IEnumerable<BasicBlock> Under(Decision decision, FlowFrame frame)
    {
        if (ReferenceEquals(decision.Frame, frame)) return frame.Dependence.BlocksUnder(decision.Block, decision.WhenTrue).Select(ordinal => frame.Graph.Blocks[ordinal]);

        // The branch stands around the lambda: then all of it runs under the decision, or nothing.
        foreach (var outer in frame.DecisionsFor(frame.Graph.Blocks[0].Ordinal))
            if (ReferenceEquals(outer.Condition, decision.Condition) && outer.WhenTrue == decision.WhenTrue) return frame.Graph.Blocks;
        return [];
    }

    /// <summary>The first such thing among the blocks that run only if the decision falls like this; looked for once, however many writes ask.</summary>
    public static IOperation? FirstUnder(Decision decision, FlowFrame frame, string question, Func<BasicBlock, IOperation?> find)
    {
        IOperation? First() => Under(decision, frame).Select(find).FirstOrDefault(found => found is not null);
        return ReferenceEquals(decision.Frame, frame) ? frame.Answer(question, decision.Block, decision.WhenTrue, First) : First();
    }

    /// <summary>Blocks that run only if the decision falls the other way.</summary>
    public static IEnumerable<BasicBlock> Otherwise(Decision decision, FlowFrame frame) => Under(decision with { WhenTrue = !decision.WhenTrue }, frame);

    /// <summary>If the decision falls the other way, the caller is told: by an exception, or by a value that says no.</summary>
    public static bool RefusesOtherwise(Decision decision, FlowFrame frame)
    {
        var otherwise = decision with { WhenTrue = !decision.WhenTrue };
        return Answers(otherwise, frame) || Under(otherwise, frame).Any(block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Throw);
    }

    /// <summary>If the decision falls like this, the caller gets a fixed answer.</summary>
    public static bool Answers(Decision decision, FlowFrame frame)
    {
        foreach (var block in Under(decision, frame))
            if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is { ConstantValue.HasValue: true }) return true;
        return false;
    }

    /// <summary>If the decision falls the other way, the method ends there: by an exception, a value of its own, or a plain return.</summary>
    public static bool LeavesOtherwise(Decision decision, FlowFrame frame)
    {
        if (decision.Condition.Syntax.FirstAncestorOrSelf<IfStatementSyntax>() is { Statement: var then, Else: null } && (then is BlockSyntax { Statements: { Count: > 0 } all } ? all[all.Count - 1] : then) is ReturnStatementSyntax or ThrowStatementSyntax) return true;
        foreach (var block in Otherwise(decision, frame))
            if (block.FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Return) return true;
        return false;
    }

    /// <summary>Where whoever comes second is sent away: the other outcome gives another answer than this one, or one that says no.</summary>
    public static Location? Refusal(IReadOnlyList<Decision> decisions, FlowFrame frame, bool expectsAnswer)
    {
        object? mine = null, others = null;
        Location? where = null, refused = null;
        foreach (var decision in decisions)
        {
            var under = Under(decision, frame).ToList();
            foreach (var block in under)
                if (Answer(block)?.ConstantValue is { HasValue: true, Value: { } answer }) mine = answer;
            foreach (var block in Otherwise(decision, frame))
            {
                if (under.Contains(block) || Answer(block) is not { } returned) continue; // it happens either way
                if (returned.ConstantValue is { HasValue: true, Value: { } answer }) (others, where) = (answer, returned.Syntax.GetLocation());
                else if (SaysNo(returned)) refused = returned.Syntax.GetLocation();
            }
        }

        if (refused is not null && (mine is true || (mine is null && !expectsAnswer))) return refused;
        return mine is not null && others is not null && !mine.Equals(others) ? where : null;
    }

    /// <summary>Where whoever comes second gets an error by its name: <c>return Results.Conflict()</c>.</summary>
    public static Location? Rejection(IReadOnlyList<Decision> decisions, FlowFrame frame)
    {
        foreach (var block in decisions.SelectMany(decision => Otherwise(decision, frame).Except(Under(decision, frame))))
            if (Answer(block) is IInvocationOperation { TargetMethod.Name: "BadRequest" or "Conflict" or "Forbid" or "TooManyRequests" } refused) return refused.Syntax.GetLocation();
        return null;
    }

    /// <summary>Where whoever comes second gets an exception that was not itself what was found.</summary>
    public static Location? Throws(IEnumerable<Decision> decisions, Access read, FlowFrame frame)
    {
        foreach (var block in decisions.SelectMany(decision => Otherwise(decision, frame)))
            if (block is { FallThroughSuccessor.Semantics: ControlFlowBranchSemantics.Throw, BranchValue: { } thrown } && (frame.BranchOf(block.Ordinal).Origins & read.ReadBit) == 0) return thrown.Syntax.GetLocation();
        return null;
    }

    /// <summary>It also depends on something that was not known when the read was made: on how the work went, say.</summary>
    public static bool AreOthersBetween(Access read, Access access)
    {
        if (!ReferenceEquals(read.Frame, access.Frame)) return false;
        var before = new HashSet<IOperation>(read.Frame.DecisionsFor(read.Block).Select(decision => decision.Condition));
        foreach (var decision in access.Frame.DecisionsFor(access.Block))
            if ((decision.Origins & read.ReadBit) == 0 && !before.Contains(decision.Condition)) return true;
        return false;
    }

    private static IOperation? Answer(BasicBlock block) => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return ? Branches.Unwrap(block.BranchValue) : null;

    /// <summary>The answer for whoever comes second: "is it me?", or an error by its name.</summary>
    private static bool SaysNo(IOperation returned) => returned switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } => true,
        IInvocationOperation call => IsError(call.TargetMethod.Name),
        IObjectCreationOperation { Type: { } type } => IsError(type.Name.Replace("Result", "").Replace("Object", "")),
        IFieldReferenceOperation { Field: { IsStatic: true } field } => IsError(field.Name),
        _ => false,
    };

    private static bool IsError(string name) =>
        name is "BadRequest" or "Conflict" or "Forbid" or "Unauthorized" or "TooManyRequests" or "Reject" or "Rejected" or "Deny" or "Denied" or "Duplicate" || name.StartsWith("Fail", StringComparison.Ordinal) || name.StartsWith("Error", StringComparison.Ordinal) || name.StartsWith("Already", StringComparison.Ordinal);
}

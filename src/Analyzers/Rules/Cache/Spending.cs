using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>Is what was read handed to something that must happen once: a credit, a payment, an order, the work on a job?</summary>
internal static class Spending
{
    private static readonly string[] s_acts =
    [
        "Credit", "Debit", "Charge", "Pay", "Redeem", "Award", "Grant", "Transfer", "Withdraw", "Deposit", "Refund", "Register", "Submit", "Insert", "Create", "Add", "Process", "Execute",
        "Apply", "Issue", "Place", "Book", "Purchase", "Checkout", "Fulfil", "Ship", "Enqueue", "Reset", "Change", "Run", "Handle", "Perform", "Consume", "Activate", "Approve",
    ];

    /// <summary>What others gather is kept somewhere else, and then the place where they gather it is emptied.</summary>
    private static readonly string[] s_keeps = ["Save", "Store", "Persist", "Write", "Flush", "Export", "Archive", "Upload", "Send", "Publish", "Bulk", "Update"];

    /// <summary>The call that spends it, on every way on which the entry goes too; null when there is none.</summary>
    public static IOperation? Of(Access read, Access removal)
    {
        var carriers = Carriers.Of(read);
        return Of(read, removal, carriers.Reach);
    }

    /// <summary>The same, when what it is handed is known in another way.</summary>
    public static IOperation? Of(Access read, Access removal, Func<SyntaxNode, bool> reaches)
    {
        if (!ReferenceEquals(read.Frame, removal.Frame) || Decisions.AreOthersBetween(read, removal)) return null; // removed for another reason than its use
        var frame = removal.Frame;
        foreach (var block in frame.Graph.Blocks)
        {
            if (frame.DecisionsFor(block.Ordinal).Any(decision => (decision.Origins & read.ReadBit) != 0 && Findings.SaysMissing(decision, read))) continue;
            foreach (var operation in block.Operations.Concat(new[] { block.BranchValue }))
                if (Effects.CallIn(operation, out _) is { } call && call.Syntax != removal.Operation.Syntax && IsAct(call, IsGathered(read)) && call.Arguments.Any(argument => reaches(argument.Syntax)) && Branches.Meet(removal, block)) return call;
        }

        return null;
    }

    /// <summary>It is called for what it does, and says so by its name.</summary>
    private static bool IsAct(IInvocationOperation call, bool keeps)
    {
        var method = call.TargetMethod;
        if (!method.ReturnsVoid && method.ReturnType is not ({ Name: "Task" or "ValueTask" } or { SpecialType: SpecialType.System_Boolean })) return false;
        if (method.MethodKind != MethodKind.DelegateInvoke && IsFramework(call.Instance?.Type ?? method.ContainingType)) return false;
        var name = method.MethodKind == MethodKind.DelegateInvoke ? Name(call) : method.Name;
        return BeginsWith(name, s_acts) || (keeps && BeginsWith(name, s_keeps));
    }

    /// <summary>All of a list, set or hash, to which somebody adds.</summary>
    private static bool IsGathered(Access read) => read.Place.SubKey is null && (Draws.IsQueue(read) || read.Spec.Shape == RedisTable.Hash);

    private static bool BeginsWith(string name, string[] words) => Array.Exists(words, word => name.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Collections, headers, options: what is put there is not done yet.</summary>
    private static bool IsFramework(ITypeSymbol type) =>
        type.ContainingNamespace?.ToString() is { } place && (place.StartsWith("System", StringComparison.Ordinal) || (place.StartsWith("Microsoft.", StringComparison.Ordinal) && !place.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)));

    private static string Name(IInvocationOperation call) => call.Instance switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IFieldReferenceOperation field => field.Field.Name.TrimStart('_'),
        ILocalReferenceOperation local => local.Local.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        _ => "",
    };
}

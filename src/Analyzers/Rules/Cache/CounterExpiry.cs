using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Guarded;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Cache;

/// <summary>RACE2005: a counter and its expiry are two commands. An expiry that every increment sets again is lost for good only with the last of them: information.</summary>
internal sealed class CounterExpiry() : Rule(
    "RACE2005",
    Title,
    "If the process or the connection dies between the increment on line {1} and this command, '{0}' never expires",
    Description)
{
    private const string Title = "Counter and its expiry are two commands";

    private const string Description = "INCR creates a key that lives for ever until EXPIRE comes. What never comes leaves a counter that is never reset, and a client that stays blocked.";

    private readonly DiagnosticDescriptor _eachTime = RuleDescriptor.Create(
        "RACE2005", Title, "If the process or the connection dies between the increment on line {1} and this command, '{0}' never expires unless it is incremented again", Description, Certainty.Likely);

    public override ImmutableArray<DiagnosticDescriptor> Variants => ImmutableArray.Create(_eachTime);

    public override void Examine(RuleContext context)
    {
        foreach (var expiry in context.Flow.Accesses)
        {
            if (expiry is not { Kind: AccessKind.Expire, Place.Store: StoreKind.Redis } || Transactions.Holds(expiry) || IsHealing(context, expiry)) continue;
            foreach (var increment in context.Flow.Reads)
            {
                if (increment.Kind != AccessKind.Update || Transactions.Holds(increment) || ReferenceEquals(increment.Operation, expiry.Operation)) continue;
                if (increment.ReadIndex >= expiry.HeldSince.Length || (increment.Place with { SubKey = null }).With(expiry.Place) != Overlap.Same || !Branches.CanFollow(increment, expiry)) continue;
                if (Confinement.OfTest(context.Method) is not null) return;
                var handoff = FixHandoff.None.At(FixRoles.Read, increment.Syntax.GetLocation());
                if (CacheFixes.AreTogether(increment, expiry)) handoff = handoff.Offer(FixActions.UseIncrementWithTtl).Offer(FixActions.UseTransaction);
                context.Report((expiry.ControlReads & increment.ReadBit) == 0 ? _eachTime : Descriptor, expiry, handoff, CacheNames.Of(expiry), Names.Line(increment));
                break;
            }
        }
    }

    /// <summary>A key without a time to live gets one the next time: it is looked at, or the command goes each time, and only to such a key.</summary>
    private static bool IsHealing(RuleContext context, Access expiry) =>
        (expiry.ControlReads == 0 && expiry.Source.Operation is IInvocationOperation call && call.Arguments.Any(argument => argument.Value is IFieldReferenceOperation { Field.Name: "HasNoExpiry" })) ||
        context.Flow.ReadsIn(expiry.ControlReads).Any(read => read.Spec.Shape == RedisTable.Expiry && read.Place.With(expiry.Place) == Overlap.Same);
}

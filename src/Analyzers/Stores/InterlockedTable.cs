using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>Atomic access to a field through its address.</summary>
internal sealed class InterlockedTable : StoreTable
{
    public const string Interlocked = "System.Threading.Interlocked";

    private static readonly ImmutableNames s_address = "location|location1|target";

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        new(Interlocked,
            ("Increment", Of(Update)),
            ("Decrement", Of(Update)),
            ("Add", Of(Update) with { Value = "value" }),
            ("And", Of(Update) with { Value = "value" }),
            ("Or", Of(Update) with { Value = "value" }),
            ("Exchange", Of(Take) with { Value = "value" }),
            ("CompareExchange", Of(CompareAndSet) with { Value = "value", Expected = "comparand" }),
            ("Read", Of(Read))),
        new("System.Threading.Volatile",
            ("Read", Of(Read)),
            ("Write", Of(Write) with { Value = "value" })),
        new("System.Collections.Immutable.ImmutableInterlocked",
            ("Update", Of(Update) with { Factories = "transformer" }),
            ("InterlockedExchange", Of(Take) with { Value = "value" }),
            ("InterlockedCompareExchange", Of(CompareAndSet) with { Value = "value", Expected = "comparand" })),
    ];

    private static AccessSpec Of(AccessKind kind) => new(StoreKind.Field, kind) { Container = s_address };
}

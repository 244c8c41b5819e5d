using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>System.Collections.Concurrent. Each call is atomic; two calls are not.</summary>
internal sealed class ConcurrentCollectionsTable : StoreTable
{
    public const string Dictionary = "System.Collections.Concurrent.ConcurrentDictionary`2";

    private const string Namespace = "System.Collections.Concurrent.";

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        new(Dictionary,
            ("get_Item", Of(Read) with { Key = "key", SharesObject = true }),
            ("set_Item", Of(Write) with { Key = "key", Value = "value" }),
            ("TryGetValue", Of(Read) with { Key = "key", Out = "value", SharesObject = true }),
            ("GetValueOrDefault", Of(Read) with { Key = "key", SharesObject = true }),
            ("ContainsKey", Of(Check) with { Key = "key" }),
            ("TryAdd", Of(AddIfAbsent) with { Key = "key", Value = "value" }),
            ("TryUpdate", Of(CompareAndSet) with { Key = "key", Value = "newValue", Expected = "comparisonValue" }),
            ("TryRemove", Of(Take) with { Key = "key", Out = "value" }),
            ("TryRemove", Of(CompareAndRemove) with { Key = "item" }),
            ("Remove", Of(Take) with { Key = "key", Out = "value" }), // IDictionary's own, and the extension that RACE1005 is about
            ("GetOrAdd", Of(GetOrAdd) with { Key = "key", Value = "value", Factories = "valueFactory", SharesObject = true }),
            ("AddOrUpdate", Of(Update) with { Key = "key", Value = "addValue", Factories = "addValueFactory|updateValueFactory", SharesObject = true }),
            ("GetEnumerator", Of(Enumerate) with { SharesObject = true }),
            ("get_Values", Of(Enumerate) with { SharesObject = true }),
            ("get_Keys", Of(Enumerate)),
            ("ToArray", Of(Enumerate)),
            ("Clear", Of(Remove)),
            ("get_Count", Of(Count)),
            ("get_IsEmpty", Of(Count))),
        Sequence("ConcurrentQueue`1", "Enqueue", "TryDequeue", "TryPeek"),
        Sequence("ConcurrentStack`1", "Push", "TryPop", "TryPeek"),
        Sequence("ConcurrentBag`1", "Add", "TryTake", "TryPeek"),
        new(Namespace + "BlockingCollection`1",
            ("Add", Of(Add) with { Value = "item" }),
            ("TryAdd", Of(Add) with { Value = "item" }),
            ("Take", Of(Take)),
            ("TryTake", Of(Take) with { Out = "item" }),
            ("get_Count", Of(Count))),
    ];

    private static StoreType Sequence(string name, string add, string take, string peek) => new(Namespace + name,
        (add, Of(Add) with { Value = "item" }),
        (take, Of(Take) with { Out = "result" }),
        (peek, Of(Read) with { Out = "result" }),
        ("GetEnumerator", Of(Enumerate)),
        ("ToArray", Of(Enumerate)),
        ("Clear", Of(Remove)),
        ("get_Count", Of(Count)),
        ("get_IsEmpty", Of(Count)));

    private static AccessSpec Of(AccessKind kind) => new(StoreKind.ConcurrentCollection, kind);
}

namespace ValidCode.Memory;

/// <summary>Parallel loops that change the item they are given, or what they make or look up themselves.</summary>
public sealed class OwnItems
{
    public int Count { get; private set; }

    public decimal Total { get; private set; }

    public static void Each(List<OwnItems> items) => Parallel.ForEach(items, item =>
    {
        item.Count++;
        item.Total += item.Count;
    });

    public static void EachByIndex(OwnItems[] items) => Parallel.For(0, items.Length, i =>
    {
        items[i].Count++;
        var item = items[i];
        item.Total += 2;
    });

    public static Task EachWhenPriced(IEnumerable<OwnItems> items, Func<OwnItems, Task<decimal>> price) => Task.WhenAll(items.Select(async item =>
    {
        item.Total += await price(item);
        item.Count++;
    }));

    public static void EachMakesItsOwn(int[] values, Action<OwnItems> use) => Parallel.ForEach(values, value =>
    {
        var item = new OwnItems();
        item.Count++;
        item.Total += value;
        use(item);
    });
}

namespace ValidCode.Memory;

/// <summary>One lock of many, chosen by the key.</summary>
public sealed class StripedLocks
{
    private readonly object[] _gates = [.. Enumerable.Range(0, 16).Select(_ => new object())];
    private readonly Dictionary<string, int>[] _parts = [.. Enumerable.Range(0, 16).Select(_ => new Dictionary<string, int>())];

    public int Add(string key, int by)
    {
        var stripe = (key.GetHashCode() & int.MaxValue) % _gates.Length;
        lock (_gates[stripe])
        {
            var part = _parts[stripe];
            part.TryGetValue(key, out var before);
            return part[key] = before + by;
        }
    }
}

using System.Collections;

namespace RaceSafe.LockHolder;

/// <summary>Values to write that are not there before somebody types a line.</summary>
internal sealed class SlowValues : IReadOnlyDictionary<string, object?>
{
    public int Count => 1;

    public IEnumerable<string> Keys => ["balance"];

    public IEnumerable<object?> Values => throw new NotSupportedException();

    public object? this[string key] => throw new NotSupportedException();

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        Console.Out.WriteLine("writing");
        Console.Out.Flush();
        yield return new("balance", long.Parse(Console.In.ReadLine()!));
    }

    public bool ContainsKey(string key) => key == "balance";

    public bool TryGetValue(string key, out object? value) => throw new NotSupportedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

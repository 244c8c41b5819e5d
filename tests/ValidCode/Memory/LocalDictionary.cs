using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>A concurrent collection that nobody else has ever seen.</summary>
public static class LocalDictionary
{
    public static IReadOnlyDictionary<char, int> Count(string text)
    {
        var counts = new ConcurrentDictionary<char, int>();
        foreach (var letter in text)
        {
            if (!counts.ContainsKey(letter)) counts[letter] = 0;
            counts[letter]++;
        }

        return counts;
    }
}

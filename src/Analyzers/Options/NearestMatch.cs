namespace RaceSafe.Analyzers.Options;

/// <summary>Guesses what a misspelled word was meant to be.</summary>
internal static class NearestMatch
{
    private const int Longest = 80;

    /// <summary>"; did you mean 'x'?", or nothing when no word is near.</summary>
    public static string Hint(string word, IEnumerable<string> words) => Of(word, words) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>The word that takes the fewest edits, if these are at most a third of it.</summary>
    public static string? Of(string word, IEnumerable<string> words)
    {
        if (word.Length > Longest) return null;
        string? best = null;
        var fewest = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in words)
        {
            var edits = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (edits >= fewest) continue;
            (best, fewest) = (candidate, edits);
        }

        return best;
    }

    /// <summary>Levenshtein's distance, in two rows.</summary>
    private static int Edits(string a, string b)
    {
        var above = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            above = row;
        }

        return above[b.Length];
    }
}

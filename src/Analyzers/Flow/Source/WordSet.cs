using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>
/// Finds words in source text without making tokens or strings of all the others: a file that mentions none of them need not be looked at.
/// What stands in comments and literals is found too.
/// </summary>
internal sealed class WordSet
{
    private const int ChunkSize = 4096;
    private const int HashSeed = 17;

    private readonly Dictionary<int, string[]> _words;

    public WordSet(IEnumerable<string> words) =>
        _words = words.Distinct(StringComparer.Ordinal).GroupBy(HashOf).ToDictionary(same => same.Key, same => same.ToArray());

    /// <summary>Every occurrence of one of the words, with where it starts.</summary>
    /// <param name="text">The source.</param>
    /// <param name="span">The part of it.</param>
    /// <param name="filter">Remembers all words that were passed, once the enumeration has come to its end.</param>
    public IEnumerable<(string Word, int Start)> In(SourceText text, TextSpan span, WordFilter? filter = null)
    {
        foreach (var (hash, start, end) in Words(text, span))
        {
            filter?.Add(hash);
            if (!_words.TryGetValue(hash, out var words)) continue;
            foreach (var word in words)
                if (Is(text, start, end, word)) yield return (word, start);
        }
    }

    /// <summary>False when none of the words is among those that the filter remembers.</summary>
    public bool MayBeIn(WordFilter filter) => _words.Keys.Any(filter.MayHold);

    private static bool Is(SourceText text, int start, int end, string word)
    {
        if (word.Length != end - start) return false;
        for (var i = 0; i < word.Length; i++)
            if (text[start + i] != word[i]) return false;

        return true;
    }

    private static IEnumerable<(int Hash, int Start, int End)> Words(SourceText text, TextSpan span)
    {
        var chunk = new char[Math.Min(ChunkSize, span.Length)];
        var (start, hash) = (-1, HashSeed);
        for (var at = span.Start; at < span.End; at += chunk.Length)
        {
            var length = Math.Min(chunk.Length, span.End - at);
            text.CopyTo(at, chunk, 0, length);
            for (var i = 0; i < length; i++)
            {
                var letter = chunk[i];
                if (char.IsLetterOrDigit(letter) || letter == '_')
                {
                    if (start < 0) (start, hash) = (at + i, HashSeed);
                    hash = Next(hash, letter);
                }
                else if (start >= 0)
                {
                    yield return (hash, start, at + i);
                    start = -1;
                }
            }
        }

        if (start >= 0) yield return (hash, start, span.End);
    }

    public static int HashOf(string word)
    {
        var hash = HashSeed;
        foreach (var letter in word) hash = Next(hash, letter);
        return hash;
    }

    private static int Next(int hash, char letter) => unchecked((hash * 31) + letter);
}

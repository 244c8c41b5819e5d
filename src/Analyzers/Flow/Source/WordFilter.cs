namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>The words of a text as bits, to ask later which files need not be looked at: a Bloom filter with one hash.</summary>
internal sealed class WordFilter
{
    private const int Bits = 4096;

    private readonly ulong[] _bits = new ulong[Bits / 64];

    public void Add(int hash) => _bits[Bit(hash) / 64] |= 1UL << (Bit(hash) % 64);

    /// <summary>False when the word is not in the text.</summary>
    public bool MayHold(string word) => MayHold(WordSet.HashOf(word));

    public bool MayHold(int hash) => (_bits[Bit(hash) / 64] & (1UL << (Bit(hash) % 64))) != 0;

    private static int Bit(int hash) => (int)((uint)hash % Bits);
}

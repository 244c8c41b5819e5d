namespace RaceSafe.Testing;

/// <summary>One number that was drawn.</summary>
/// <param name="Number">The number.</param>
/// <param name="Start">When it was asked for; any clock that all callers share.</param>
/// <param name="End">When it was there.</param>
public readonly record struct SequenceDraw(long Number, long Start, long End);

/// <summary>The promise of a sequence: no number twice, and who asks after another has its number gets a higher one.</summary>
public static class SequenceHistory
{
    /// <summary>Checks all draws, in any order.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="gapsAllowed">False: every number between the lowest and the highest was drawn.</param>
    /// <exception cref="HistoryViolationException">A number came twice, fell, or is missing.</exception>
    public static void Check(IEnumerable<SequenceDraw> draws, bool gapsAllowed = false)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var byNumber = draws.OrderBy(draw => draw.Number).ToArray();
        for (var i = 1; i < byNumber.Length; i++)
        {
            if (byNumber[i].Number == byNumber[i - 1].Number) throw new HistoryViolationException($"{byNumber[i].Number} was given twice.");
            if (!gapsAllowed && byNumber[i].Number != byNumber[i - 1].Number + 1)
                throw new HistoryViolationException($"Nobody got a number between {byNumber[i - 1].Number} and {byNumber[i].Number}.");
        }

        // In the order of the numbers: nobody may have had his number before somebody with a lower one asked. The earliest end of the higher ones is known from the back.
        var earliest = default(SequenceDraw?);
        for (var i = byNumber.Length - 1; i >= 0; i--)
        {
            if (earliest is { } higher && higher.End < byNumber[i].Start)
                throw new HistoryViolationException($"The sequence fell: {byNumber[i].Number} was asked for after {higher.Number} had been given.");
            if (earliest is null || byNumber[i].End < earliest.Value.End) earliest = byNumber[i];
        }
    }
}

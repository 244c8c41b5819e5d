using System.Numerics;

namespace RaceSafe;

/// <summary>
/// The limits of a sum, as conditions on the value before. For integers the amount is taken to the other side of the comparison here, where 128 bits are at hand: the database compares the column
/// with two numbers, and a sum beyond the type is refused like any other without being made.
/// </summary>
/// <param name="hasMin">There is a lower limit.</param>
/// <param name="hasMax">There is an upper limit.</param>
internal readonly struct Limits<T>(bool hasMin, bool hasMax) where T : struct, INumber<T>
{
    public bool HasMin => hasMin;

    public bool HasMax => hasMax;

    /// <summary>The amount and the limits.</summary>
    public (string, object?)[] Parameters { get; private init; } = [];

    /// <summary>The limits of a change by so much.</summary>
    /// <param name="by">The amount.</param>
    /// <param name="min">Smallest sum allowed.</param>
    /// <param name="max">Largest sum allowed.</param>
    /// <param name="refusesOverflow">A sum beyond the type is refused; else it is an error of the database.</param>
    public static Limits<T> Of(T by, T? min, T? max, bool refusesOverflow = true)
    {
        if (NumberRange.IsFraction<T>())
        {
            List<(string, object?)> given = [("racesafe_by", by)];
            if (min is not null) given.Add(("racesafe_min", min));
            if (max is not null) given.Add(("racesafe_max", max));
            return new(min is not null, max is not null) { Parameters = [.. given] };
        }

        if (!refusesOverflow && min is null && max is null) return new(false, false) { Parameters = [("racesafe_by", by)] };
        var (least, most) = NumberRange.Of<T>();
        var low = (min is null ? least : Int128.CreateChecked(min.Value)) - Int128.CreateChecked(by);
        var high = (max is null ? most : Int128.CreateChecked(max.Value)) - Int128.CreateChecked(by);
        if (low > long.MaxValue || high < long.MinValue) (low, high) = (1, 0); // no value is within
        // What every value is within need not be looked at.
        return (low > long.MinValue, high < long.MaxValue) switch
        {
            (true, true) => new(true, true) { Parameters = [("racesafe_by", by), ("racesafe_low", (long)low), ("racesafe_high", (long)high)] },
            (true, false) => new(true, false) { Parameters = [("racesafe_by", by), ("racesafe_low", (long)low)] },
            (false, true) => new(false, true) { Parameters = [("racesafe_by", by), ("racesafe_high", (long)high)] },
            _ => new(false, false) { Parameters = [("racesafe_by", by)] },
        };
    }

    /// <summary>What must be true of the value before the change.</summary>
    public IEnumerable<string> Conditions(SqlDialect dialect, string current)
    {
        List<string> conditions = [];
        if (NumberRange.IsFraction<T>())
        {
            var sum = $"{dialect.Wide<T>(current)} + @racesafe_by";
            if (hasMin) conditions.Add($"{sum} >= @racesafe_min");
            if (hasMax) conditions.Add($"{sum} <= @racesafe_max");
            return conditions;
        }

        if (hasMin) conditions.Add($"{dialect.Number(current)} >= @racesafe_low");
        if (hasMax) conditions.Add($"{dialect.Number(current)} <= @racesafe_high");
        return conditions;
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RaceSafe;

/// <summary>
/// Names of what the runtime reports: <c>AddMeter(RaceSafeTelemetry.Name)</c> and <c>AddSource(RaceSafeTelemetry.Name)</c> with OpenTelemetry. The instruments are
/// listed in docs/observability.md; while nobody listens, an operation pays for one look at a flag.
/// </summary>
public static class RaceSafeTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "RaceSafe";

    private static volatile Func<string, string?>? _keyGroup;

    /// <summary>
    /// From a key to the group that it belongs to, for the tag <c>racesafe.key_group</c>; null for no tag. Keys themselves are never reported: they may name persons, and every
    /// value of a tag is a time series of its own. Return one of a few values, such as <c>"orders"</c> for <c>"orders:4711"</c>. Default null: no tag. For the whole process. Failures of the
    /// function are not heard of: no tag.
    /// </summary>
    public static Func<string, string?>? KeyGroup
    {
        get => _keyGroup;
        set => _keyGroup = value;
    }

    internal static Meter Meter { get; } = new(Name, typeof(RaceSafeTelemetry).Assembly.GetName().Version?.ToString(3));

    internal static ActivitySource Source { get; } = new(Name, typeof(RaceSafeTelemetry).Assembly.GetName().Version?.ToString(3) ?? "");
}

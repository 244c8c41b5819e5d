using System.Collections.Immutable;

namespace RaceSafe.Analyzers.Options;

/// <summary>Every option: its key, its values, and what it sets. Reading and complaining both go by this table.</summary>
internal static class OptionTable
{
    public const string Prefix = "racesafe.";

    public static ImmutableArray<Option> All { get; } = ImmutableArray.Create<Option>(
        new("racesafe.assume_shared", "RaceSafeAssumeShared", Choices("none", "services", "all"), (options, value) => value switch
        {
            "none" => options with { AssumeShared = SharedByDefault.None },
            "services" => options with { AssumeShared = SharedByDefault.Services },
            "all" => options with { AssumeShared = SharedByDefault.All },
            _ => null,
        }),
        new("racesafe.deployment", "RaceSafeDeployment", Choices("single_instance", "multi_instance"), (options, value) => value switch
        {
            "single_instance" => options with { Deployment = Deployment.SingleInstance },
            "multi_instance" => options with { Deployment = Deployment.MultiInstance },
            _ => null,
        }),
        new("racesafe.redis.min_server_version", "RaceSafeRedisMinServerVersion", Choices(), (options, value) =>
            Version.TryParse(value.IndexOf('.') < 0 ? value + ".0" : value, out var version) ? options with { RedisMinServerVersion = version } : null)
        {
            Meaning = "a version such as 6.2",
        },
        Switch("racesafe.report_benign", (options, on) => options with { ReportBenign = on }),
        Switch("racesafe.trace", (options, on) => options with { Trace = on }),
        Switch("racesafe.strict", (options, on) => options with { Strict = on }));

    private static Option Switch(string key, Func<RaceOptions, bool, RaceOptions> set) =>
        new(key, null, Choices("true", "false"), (options, value) => value switch
        {
            "true" => set(options, true),
            "false" => set(options, false),
            _ => null,
        });

    private static ImmutableArray<string> Choices(params string[] values) => ImmutableArray.Create(values);
}

/// <summary>One option.</summary>
/// <param name="Key">How it is written in <c>.editorconfig</c> and global configs.</param>
/// <param name="Property">The MSBuild property that sets it too; the key wins.</param>
/// <param name="Values">The values it takes, when they can be listed.</param>
/// <param name="Set">The options with a value (in lower case) set; null when it is no value of this option.</param>
internal sealed record Option(string Key, string? Property, ImmutableArray<string> Values, Func<RaceOptions, string, RaceOptions?> Set)
{
    /// <summary>What values it takes, in words.</summary>
    public string Meaning { get; init; } = string.Join(" or ", Values);
}

namespace RaceSafe.Analyzers.Options;

/// <summary>What the user has set for one source file, with a default for what is not set. <see cref="OptionTable"/> says how it is spelled.</summary>
internal sealed record RaceOptions
{
    public static RaceOptions Default { get; } = new();

    /// <summary>Whose fields count as shared without evidence.</summary>
    public SharedByDefault AssumeShared { get; init; }

    /// <summary>How many processes run at once, as far as the user has said. A lock in one of several is not enough.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>The oldest Redis server in use; null when every command may be suggested.</summary>
    public Version? RedisMinServerVersion { get; init; }

    /// <summary>Also report races that most likely do no harm.</summary>
    public bool ReportBenign { get; init; }

    /// <summary>Say of every suspected race that is not reported, why.</summary>
    public bool Trace { get; init; }

    /// <summary>A crash of a rule is a crash, not RACE0000. For the tests of the rules themselves.</summary>
    public bool Strict { get; init; }
}

/// <summary>The option <c>racesafe.assume_shared</c>.</summary>
internal enum SharedByDefault
{
    /// <summary>Only with evidence.</summary>
    None,

    /// <summary>Types named "…Service" are shared.</summary>
    Services,

    /// <summary>Every object is shared.</summary>
    All,
}

/// <summary>The option <c>racesafe.deployment</c>.</summary>
internal enum Deployment
{
    /// <summary>Several processes use the same servers at once.</summary>
    MultiInstance,

    /// <summary>There is never more than one process.</summary>
    SingleInstance,
}

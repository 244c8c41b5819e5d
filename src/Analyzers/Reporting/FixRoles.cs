namespace RaceSafe.Analyzers.Reporting;

/// <summary>What a place in a <see cref="FixHandoff"/> is. The diagnostic itself stands on the write.</summary>
internal static class FixRoles
{
    /// <summary>The read that the write depends on.</summary>
    public const string Read = "read";

    /// <summary>A guard that does not reach far enough.</summary>
    public const string Guard = "guard";

    /// <summary>The expression that names the container: the dictionary, the field, the cache, the connection.</summary>
    public const string Container = "container";

    /// <summary>The expression of the key.</summary>
    public const string Key = "key";

    /// <summary>The expression of the value that is written.</summary>
    public const string Value = "value";

    /// <summary>The branch or loop that the check decides.</summary>
    public const string Branch = "branch";

    /// <summary>Why two callers can be there at once: the registration, the thread start, the sibling lock.</summary>
    public const string Evidence = "evidence";

    /// <summary>Another access to the same location that the rewrite must change too.</summary>
    public const string Related = "related";
}

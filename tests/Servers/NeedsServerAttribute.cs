namespace RaceSafe.Servers;

/// <summary>
/// On a fixture, or a test class: its tests need an installed server. With <see cref="SkipWithoutServer"/> as the framework of the assembly they are skipped without it, and their report
/// says so; with <c>CI=true</c> they run and fail.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsServerAttribute(RealServer server) : Attribute
{
    /// <summary>The server.</summary>
    public RealServer Server { get; } = server;
}

using Xunit;

namespace RaceSafe.Servers;

/// <summary>
/// A test that needs an installed server. Without it the test is skipped, and its report says so; with <c>CI=true</c> it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealServerFactAttribute : FactAttribute
{
    /// <summary>Names the server that the test needs.</summary>
    public RealServerFactAttribute(RealServer server)
    {
        Server = server;
        Skip = RealServers.Missing(server);
    }

    /// <summary>The server that the test needs.</summary>
    public RealServer Server { get; }
}

using Xunit;

namespace RaceSafe.Servers;

/// <summary>A server that the package manager of the system installs.</summary>
public enum RealServer
{
    /// <summary>redis-server.</summary>
    Redis,

    /// <summary>PostgreSQL.</summary>
    Postgres,
}

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
        var installed = server == RealServer.Redis ? RedisServer.Path is not null : PostgresServer.Binaries is not null;
        if (!installed && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = $"{server} is not installed; 'dotnet run eng/test.cs' tries to install it.";
    }

    /// <summary>The server that the test needs.</summary>
    public RealServer Server { get; }
}

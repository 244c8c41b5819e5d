using System.Reflection;
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

/// <summary>Which real servers there are, and which tests need one.</summary>
internal static class RealServers
{
    /// <summary>Why tests that need the server are skipped; null when they run: it is installed, or <c>CI=true</c> makes its absence a failure.</summary>
    public static string? Missing(RealServer server)
    {
        var installed = server == RealServer.Redis ? RedisServer.Path is not null : PostgresServer.Binaries is not null;
        return installed || Environment.GetEnvironmentVariable("CI") == "true" ? null : $"{server} is not installed; 'dotnet run eng/test.cs' tries to install it.";
    }

    /// <summary>Why the tests of a class are skipped: by an attribute of its own or of one of its fixtures.</summary>
    public static string? Missing(Type tests) =>
        Fixtures(tests).Prepend(tests).Select(type => type.GetCustomAttribute<NeedsServerAttribute>()).OfType<NeedsServerAttribute>()
            .Select(needs => Missing(needs.Server)).FirstOrDefault(reason => reason is not null);

    private static IEnumerable<Type> Fixtures(Type tests)
    {
        var collection = tests.CustomAttributes.FirstOrDefault(a => a.AttributeType == typeof(CollectionAttribute))?.ConstructorArguments[0].Value;
        var definitions = collection is null ? [] : tests.Assembly.GetTypes().Where(type => type.CustomAttributes.Any(
            a => a.AttributeType == typeof(CollectionDefinitionAttribute) && Equals(a.ConstructorArguments[0].Value, collection)));
        return definitions.Prepend(tests).SelectMany(type => type.GetInterfaces())
            .Where(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IClassFixture<>) || i.GetGenericTypeDefinition() == typeof(ICollectionFixture<>)))
            .Select(i => i.GenericTypeArguments[0]);
    }
}

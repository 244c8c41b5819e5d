using System.Reflection;
using RaceSafe.Servers;
using Xunit.Sdk;

namespace RaceSafe.EndToEnd.Tests;

/// <summary>Where a system keeps its state under load.</summary>
public enum Store
{
    Memory,
    Garnet,
    Redis,
    Sqlite,
    Postgres,
}

/// <summary>
/// Runs a theory for each system that can keep its state there. When the server is not installed these runs are skipped, with the reason; with
/// <c>CI=true</c> they fail.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnAttribute : DataAttribute
{
    private readonly Store _store;

    public OnAttribute(Store store)
    {
        _store = store;
        if (ServerOf(store) is { } server) Skip = new RealServerFactAttribute(server).Skip;
    }

    /// <summary>The stores of a system.</summary>
    public static Store[] StoresOf(string system) => system switch
    {
        "EventStore" => [Store.Garnet, Store.Redis],
        "LivePoll" or "StorageAccounts" or "Ticketing" => [Store.Sqlite, Store.Postgres],
        "RateLimiter" => [Store.Memory],
        _ => throw new ArgumentOutOfRangeException(nameof(system), system, "Where does it keep its state?"),
    };

    /// <summary>What must be installed for a store.</summary>
    public static RealServer? ServerOf(Store store) => store switch
    {
        Store.Redis => RealServer.Redis,
        Store.Postgres => RealServer.Postgres,
        _ => null,
    };

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        SampleCopy.All.Where(system => StoresOf(system).Contains(_store)).Select(system => new object[] { system, _store });
}

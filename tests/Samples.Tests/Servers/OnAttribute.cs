using System.Reflection;
using RaceSafe.Servers;
using Xunit.Sdk;

namespace RaceSafe.Samples.Tests.Servers;

/// <summary>Where a sample keeps its state.</summary>
public enum Store
{
    Garnet,
    Redis,
    Sqlite,
    Postgres,
}

/// <summary>
/// Runs a theory on a store, once for each of the values. When its server is not installed these runs are skipped, with the reason; with
/// <c>CI=true</c> they fail.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class OnAttribute : DataAttribute
{
    private readonly Store _store;
    private readonly object[] _values;

    public OnAttribute(Store store, params object[] values)
    {
        (_store, _values) = (store, values);
        RealServer? needed = store switch { Store.Redis => RealServer.Redis, Store.Postgres => RealServer.Postgres, _ => null };
        if (needed is { } server) Skip = new RealServerFactAttribute(server).Skip;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        _values.Length == 0 ? [[_store]] : _values.Select(value => new[] { _store, value });
}

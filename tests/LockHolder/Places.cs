using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;

namespace RaceSafe.LockHolder;

/// <summary>Where locks and rows are: <c>redis=…</c>, <c>postgres=…</c>, <c>sqlite=…</c>, each with what its client takes.</summary>
internal static class Places
{
    public static ILockProvider LocksAt(string place) => place.Split('=', 2) is ["redis", var servers]
        ? new RedisLockProvider(ConnectionMultiplexer.Connect(servers))
        : new SqlLockProvider(RowsAt(place));

    public static DbDataSource RowsAt(string place) => place.Split('=', 2) switch
    {
        ["postgres", var text] => NpgsqlDataSource.Create(text),
        ["sqlite", var text] => SqliteFactory.Instance.CreateDataSource(text),
        _ => throw new ArgumentException(place),
    };
}

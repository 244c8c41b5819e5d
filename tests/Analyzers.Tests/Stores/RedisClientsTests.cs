using RaceSafe.Analyzers.Tests.Rules.Cache;

namespace RaceSafe.Analyzers.Tests.Stores;

/// <summary>FreeRedis and CSRedis, by the names and shapes that their packages have (1.5.5 and 3.8.807).</summary>
public sealed class RedisClientsTests
{
    private const string FreeRedis = """
        namespace FreeRedis
        {
            public interface IRedisClient
            {
                string Get(string key);
                T Get<T>(string key);
                void Set<T>(string key, T value, int timeoutSeconds = 0);
                Task SetAsync<T>(string key, T value, int timeoutSeconds = 0);
                bool SetNx<T>(string key, T value);
                bool Exists(string key);
                Task<bool> ExistsAsync(string key);
                long Del(params string[] keys);
                string GetDel(string key);
                long Incr(string key);
                bool Expire(string key, int seconds);
                string HGet(string key, string field);
                long HSet<T>(string key, string field, T value, params object[] fieldValues);
                long HIncrBy(string key, string field, long increment);
                bool SIsMember<T>(string key, T member);
                long SAdd(string key, params object[] members);
            }

            public partial class RedisClient : IRedisClient
            {
                public string Get(string key) => "";
                public T Get<T>(string key) => default!;
                public void Set<T>(string key, T value, int timeoutSeconds = 0) { }
                public Task SetAsync<T>(string key, T value, int timeoutSeconds = 0) => Task.CompletedTask;
                public bool SetNx<T>(string key, T value) => true;
                public bool Exists(string key) => true;
                public Task<bool> ExistsAsync(string key) => Task.FromResult(true);
                public long Del(params string[] keys) => 0;
                public string GetDel(string key) => "";
                public long Incr(string key) => 0;
                public bool Expire(string key, int seconds) => true;
                public string HGet(string key, string field) => "";
                public long HSet<T>(string key, string field, T value, params object[] fieldValues) => 0;
                public long HIncrBy(string key, string field, long increment) => 0;
                public bool SIsMember<T>(string key, T member) => true;
                public long SAdd(string key, params object[] members) => 0;
            }
        }
        """;

    private const string CSRedis = """
        namespace CSRedis
        {
            public partial class CSRedisClient
            {
                public string Get(string key) => "";
            }
        }

        public abstract class RedisHelper<TMark>
        {
            public static string Get(string key) => "";
            public static T Get<T>(string key) => default!;
            public static bool Set(string key, object value, int expireSeconds = -1) => true;
            public static bool SetNx(string key, object value) => true;
            public static long IncrBy(string key, long value = 1) => 0;
            public static bool Expire(string key, int seconds) => true;
        }

        public abstract class RedisHelper : RedisHelper<RedisHelper> { }
        """;

    [Fact]
    public Task A_string_is_read_changed_and_set() => Free("""
        public void Add(string key)
        {
            var count = redis.Get<int>(key);
            {|RACE2002:redis.Set(key, count + 1)|};
        }
        """);

    [Fact]
    public Task A_mark_is_set_when_there_is_none() => Free("""
        public async Task HandleAsync(string id, Func<string, Task> send)
        {
            if (await redis.ExistsAsync("seen:" + id)) return;
            await {|RACE2003:redis.SetAsync("seen:" + id, 1, 600)|};
            await send(id);
        }
        """);

    [Fact]
    public Task A_field_is_read_changed_and_set() => Free("""
        public void Sell(string item)
        {
            var stock = int.Parse(redis.HGet("stock", item));
            {|RACE2004:redis.HSet("stock", item, stock - 1)|};
        }
        """);

    [Fact]
    public Task A_counter_gets_its_end_in_a_second_command() => Free("""
        public bool Allow(string client)
        {
            var hits = redis.Incr(client);
            if (hits == 1) {|RACE2005:redis.Expire(client, 60)|};
            return hits <= 100;
        }
        """);

    [Fact]
    public Task One_command_does_it() => Free("""
        public bool Claim(string id) => redis.SetNx("seen:" + id, 1);

        public long Sell(string item) => redis.HIncrBy("stock", item, -1);

        public string Redeem(string code) => redis.GetDel(code);

        public bool Vote(string user) => redis.SAdd("voters", user) == 1;
        """);

    [Fact]
    public Task A_value_is_fetched_and_kept() => Free("""
        public string Name(int id, Func<int, string> load)
        {
            var known = redis.Get("name:" + id);
            if (known != null) return known;
            var name = load(id);
            redis.Set("name:" + id, name, 600);
            return name;
        }
        """);

    [Fact]
    public Task The_static_helper_of_CSRedis() => Helper("""
        public static int Visit(string page)
        {
            var visits = RedisHelper.Get<int>("visits:" + page) + 1;
            {|RACE2002:RedisHelper.Set("visits:" + page, visits)|};
            return visits;
        }
        """);

    [Fact]
    public Task The_static_helper_of_CSRedis_counts_itself() => Helper("""
        public static long Visit(string page) => RedisHelper.IncrBy("visits:" + page);

        public static string Title(string page, Func<string> load)
        {
            var known = RedisHelper.Get("title:" + page);
            if (!string.IsNullOrEmpty(known)) return known;
            var title = load();
            RedisHelper.Set("title:" + page, title, 600);
            return title;
        }
        """);

    private static Task Free(string members) => Verify.Analyzer<RaceAnalyzer>(
        Code.Files(("Service.cs", $"public class Service(FreeRedis.RedisClient redis)\n{{\n{members}\n}}\n"), ("FreeRedis.cs", FreeRedis)), CacheCode.Setup);

    private static Task Helper(string members) => Verify.Analyzer<RaceAnalyzer>(
        Code.Files(("Service.cs", $"public static class Service\n{{\n{members}\n}}\n"), ("CSRedis.cs", CSRedis)), CacheCode.Setup);
}

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>What has the name of a store and is another thing is another thing.</summary>
public class LookalikeTests
{
    [Fact]
    public Task A_dictionary_of_somebody_else() => Verify.Analyzer<RaceAnalyzer>("""
        namespace Other
        {
            public class ConcurrentDictionary<K, V>
            {
                public V this[K key] { get => default!; set { } }
                public bool TryGetValue(K key, out V value) { value = default!; return false; }
                public bool ContainsKey(K key) => false;
                public bool TryAdd(K key, V value) => true;
            }
        }

        namespace Mine
        {
            using Other;

            public class C
            {
                private readonly ConcurrentDictionary<string, int> _d = new();

                public void M(string k)
                {
                    _d[k]++;
                    if (!_d.ContainsKey(k)) _d.TryAdd(k, 1);
                    if (_d.TryGetValue(k, out var v)) _d[k] = v + 1;
                }
            }
        }
        """);

    [Fact]
    public Task Caches_and_clients_of_somebody_else() => Verify.Analyzer<RaceAnalyzer>("""
        namespace Other
        {
            public interface IDistributedCache { string? GetString(string key); void SetString(string key, string value); }
            public interface IMemoryCache { object? Get(object key); void Set(object key, object value); }
            public interface IDatabase { string? StringGet(string key); bool StringSet(string key, string value); }
            public class DbContext { public int SaveChanges() => 0; }
            public class DbSet<T> { public T Find(int id) => default!; public bool Any() => true; public void Add(T t) { } }
        }

        namespace Mine
        {
            using Other;

            public class Row { public int Votes { get; set; } }
            public class Db : DbContext { public DbSet<Row> Rows { get; } = new(); }

            public class C(IDistributedCache a, IMemoryCache b, IDatabase c, Db d)
            {
                public void M(string k)
                {
                    a.SetString(k, a.GetString(k) + "1");
                    b.Set(k, (int)b.Get(k)! + 1);
                    c.StringSet(k, int.Parse(c.StringGet(k)!) + 1 + "");
                    d.Rows.Find(1).Votes++;
                    if (!d.Rows.Any()) d.Rows.Add(new Row());
                    d.SaveChanges();
                }
            }
        }
        """);

    [Fact]
    public Task Without_the_library_nothing_is_known_of_it() => Verify.Analyzer<RaceAnalyzer>(
        """
        public class C(StackExchange.Redis.IDatabase db)
        {
            public void M(string k) => db.StringSet(k, (int)db.StringGet(k) + 1);
        }
        """,
        new() { AllowCompileErrors = true });

    [Fact]
    public Task A_threadless_Interlocked() => Verify.Analyzer<RaceAnalyzer>("""
        namespace Other
        {
            public static class Interlocked { public static int Increment(ref int n) => ++n; }
        }

        namespace Mine
        {
            public class C
            {
                private int _n;
                public int A() => Other.Interlocked.Increment(ref _n);
                public int B() => Other.Interlocked.Increment(ref _n) + 1;
            }
        }
        """);
}

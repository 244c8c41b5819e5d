namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>Which branch a claim is on, and which body a call of an interface runs.</summary>
public sealed class ClaimBranchTests
{
    [Fact]
    public Task What_is_done_on_another_branch_is_not_what_the_mark_is_for() => CacheCode.Check("""
        public async Task<int> VerifyAsync(string user, Func<Task<bool>> check)
        {
            if (await cache.GetStringAsync("locked:" + user) is not null) return 0;
            if (await check())
            {
                await orders.SendAsync(user);
                return 1;
            }

            await cache.SetStringAsync("locked:" + user, DateTime.UtcNow.ToString());
            return 2;
        }
        """);

    [Fact]
    public Task Told_once_by_a_mark_in_two_helpers() => CacheCode.Check("""
        public async Task WarnAsync(string app, bool isOver)
        {
            if (!isOver || WasWarned(app)) return;
            await orders.SendAsync(app);
            {|RACE2003:Mark(app)|};
        }

        private bool WasWarned(string app) => memory.Get<bool>(app);

        private void Mark(string app) => memory.Set(app, true, TimeSpan.FromHours(1));
        """);

    [Fact]
    public Task A_list_in_which_one_element_is_looked_for_is_written_back() => CacheCode.Check("""
        public async Task<bool> CreateAsync(int id)
        {
            var json = await cache.GetStringAsync("carts");
            var carts = json is null ? new List<Cart>() : JsonSerializer.Deserialize<List<Cart>>(json)!;
            if (carts.FirstOrDefault(cart => cart.Id == id) is not null) return false;
            carts.Add(new Cart { Id = id });
            await {|RACE2001:cache.SetStringAsync("carts", JsonSerializer.Serialize(carts))|};
            return true;
        }
        """);

    [Fact]
    public Task Every_implementation_is_a_cache() => CacheCode.Check(Storage("""
        public class Near(IMemoryCache memory) : IStorage
        {
            public string? Find(string id) => memory.Get<string>(id);

            public void Put(string id, string value) => memory.Set(id, value);
        }
        """, "{|RACE2001:storage.Put(id, next)|}"));

    [Fact]
    public Task One_implementation_is_no_cache() => CacheCode.Check(Storage("""
        public class Plain : IStorage
        {
            private readonly Dictionary<string, string> _values = [];

            public string? Find(string id) => _values.GetValueOrDefault(id);

            public void Put(string id, string value) => _values[id] = value;
        }
        """, "storage.Put(id, next)"));

    [Fact]
    public Task One_implementation_is_a_cache_that_is_switched_off() => CacheCode.Check(Storage("""
        public class None : IStorage
        {
            public string? Find(string id) => null;

            public void Put(string id, string value) { }
        }
        """, "{|RACE2001:storage.Put(id, next)|}"));

    [Fact]
    public Task One_implementation_decorates_the_others() => CacheCode.Check("""
        public interface ICartRepository
        {
            Task<Cart?> GetAsync(int id);

            Task SaveAsync(Cart cart);
        }

        public class FarCarts(IDistributedCache cache) : ICartRepository
        {
            public async Task<Cart?> GetAsync(int id) => await cache.GetStringAsync(Key(id)) is { } text ? JsonSerializer.Deserialize<Cart>(text) : null;

            public Task SaveAsync(Cart cart) => cache.SetStringAsync(Key(cart.Id), JsonSerializer.Serialize(cart));
        }

        public class NearCarts(IMemoryCache memory, ICartRepository others) : ICartRepository
        {
            public async Task<Cart?> GetAsync(int id)
            {
                if (memory.TryGetValue(id, out Cart? known)) return known;
                var cart = await others.GetAsync(id);
                memory.Set(id, cart);
                return cart;
            }

            public async Task SaveAsync(Cart cart)
            {
                await others.SaveAsync(cart);
                memory.Remove(cart.Id);
            }
        }
        """);

    [Fact]
    public Task A_repository_that_names_no_type_of_the_library() => Verify.Analyzer<RaceAnalyzer>(Code.Files(
        ("Connections.cs", """
            public class Connections(StackExchange.Redis.IConnectionMultiplexer multiplexer)
            {
                public StackExchange.Redis.IDatabase Open() => multiplexer.GetDatabase();
            }
            """),
        ("Repository.cs", """
            public class Repository(Connections connections)
            {
                public string? Find(string key)
                {
                    var db = connections.Open();
                    return db.StringGet(key);
                }

                public bool Put(string key, string value)
                {
                    var db = connections.Open();
                    Console.WriteLine("This is a body of more than three hundred characters, since a short one is looked at in any case: whether a longer one is worth it is told by the words of its file, and the words of this file are those of the commands that it sends, not those of the types that the library declares for them.");
                    return db.StringSet(key, value);
                }
            }
            """),
        ("Service.cs", """
            public class Service(Repository repository)
            {
                public void Append(string key, string text) => {|RACE2002:repository.Put(key, repository.Find(key) + text)|};
            }
            """)), CacheCode.Setup);

    [Fact]
    public Task Two_keys_that_a_helper_cuts_to_length() => CacheCode.Check("""
        public string Translate(string language, Func<string, string> load)
        {
            var fallback = Once("fallback", () => load("en"));
            return Once("text:" + language, () => fallback + load(language));
        }

        private string Once(string key, Func<string> make)
        {
            if (key.Length > 100) key = key.Substring(0, 100);
            if (memory.TryGetValue(key, out string? known)) return known!;
            var made = make();
            memory.Set(key, made);
            return made;
        }
        """);

    private static string Storage(string other, string put) => $$"""
        public interface IStorage
        {
            string? Find(string id);

            void Put(string id, string value);
        }

        public class Far(IDistributedCache cache) : IStorage
        {
            public string? Find(string id) => cache.GetString(id);

            public void Put(string id, string value) => cache.SetString(id, value);
        }

        {{other}}

        public class Counter(IStorage storage)
        {
            public void Add(string id)
            {
                var next = (int.Parse(storage.Find(id) ?? "0") + 1).ToString();
                {{put}};
            }
        }
        """;
}

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2011 is silent: copies, locks, and caches that give out copies.</summary>
public sealed class RACE2011_Silent
{
    [Fact]
    public Task The_object_is_locked() => CacheCode.Check("""
        public void Add(int id)
        {
            var cart = memory.Get<Cart>(Key(id))!;
            lock (cart)
            {
                cart.Count++;
            }
        }
        """);

    [Fact]
    public Task A_distributed_cache_gives_out_copies() => CacheCode.Check("""
        public async Task<Cart> ShownAsync(int id)
        {
            var cart = JsonSerializer.Deserialize<Cart>((await cache.GetStringAsync(Key(id)))!)!;
            cart.Items.Add("for this request only");
            return cart;
        }
        """);

    [Fact]
    public Task A_copy_is_changed() => CacheCode.Check("""
        public List<string> With(string user, string page)
        {
            var pages = memory.Get<List<string>>(user)!.ToList();
            pages.Add(page);
            return pages;
        }
        """);

    [Fact]
    public Task A_new_object_is_filled_before_it_is_put() => CacheCode.Check("""
        public void Start(int id)
        {
            var cart = new Cart();
            cart.Items.Add("first");
            memory.Set(Key(id), cart);
        }
        """);

    [Fact]
    public Task The_object_is_only_read() => CacheCode.Check("""
        public int Count(int id) => memory.Get<Cart>(Key(id))!.Items.Count;
        """);

    [Fact]
    public Task A_mark_for_everybody_is_a_constant() => CacheCode.Check("""
        public void Expire(int id)
        {
            var cart = memory.Get<Cart>(Key(id));
            if (cart is not null) cart.Count = 0;
        }
        """);
}

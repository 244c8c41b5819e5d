namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, change, set becomes the runtime's Update with the change as its function.</summary>
public sealed class UseCacheUpdateTests
{
    [Fact]
    public Task An_object_in_JSON_is_changed_by_a_function() => RedisFixCode.Becomes(
        """
        async Task AddAsync(string key, string item)
        {
            // the cart as it is
            var json = await cache.GetStringAsync(key);
            var cart = json is null ? new Cart() : JsonSerializer.Deserialize<Cart>(json)!;
            cart.Items.Add(item); // once
            cart.Total++;
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(cart), Options)|};
        }
        """,
        """
        async Task AddAsync(string key, string item)
        {
            // the cart as it is
            await cache.UpdateStringAsync(key, json =>
            {
                var cart = json is null ? new Cart() : JsonSerializer.Deserialize<Cart>(json)!;
                cart.Items.Add(item); // once
                cart.Total++;
                return JsonSerializer.Serialize(cart);
            }, options: Options);
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task The_object_flows_to_where_it_was_used() => RedisFixCode.Becomes(
        """
        async Task<int> AddAsync(string key, int price)
        {
            var value = await db.StringGetAsync(key);
            var cart = value.IsNull ? new Cart() : JsonSerializer.Deserialize<Cart>(value.ToString())!;
            cart.Total += price;
            await {|RACE2002:db.StringSetAsync(key, JsonSerializer.Serialize(cart), Window)|};
            return cart.Total;
        }
        """,
        """
        async Task<int> AddAsync(string key, int price)
        {
            Cart cart = default!;
            await db.UpdateAsync(key, value =>
            {
                cart = value.IsNull ? new Cart() : JsonSerializer.Deserialize<Cart>(value.ToString())!;
                cart.Total += price;
                return JsonSerializer.Serialize(cart);
            }, ttl: Window);
            return cart.Total;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task Where_there_is_nothing_to_update_the_caller_is_told_as_before() => RedisFixCode.Becomes(
        """
        async Task<bool> RenameAsync(string key, string item)
        {
            var json = await cache.GetStringAsync(key);
            if (json == null)
                return false;
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            cart.Items.Add(item);
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(cart), Options)|};
            return true;
        }
        """,
        """
        async Task<bool> RenameAsync(string key, string item)
        {
            var json = await cache.UpdateStringAsync(key, json =>
            {
                if (json == null) return json;
                var cart = JsonSerializer.Deserialize<Cart>(json)!;
                cart.Items.Add(item);
                return JsonSerializer.Serialize(cart);
            }, options: Options);
            if (json == null)
                return false;
            return true;
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task A_product_is_a_function_of_the_old_value() => RedisFixCode.Becomes(
        """
        void Double(string key)
        {
            var count = (int)db.StringGet(key);
            {|RACE2002:db.StringSet(key, count * 2)|};
        }
        """,
        """
        void Double(string key)
        {
            db.Update(key, current =>
            {
                var count = (int)current;
                return count * 2;
            });
        }
        """, RedisFixCode.Runtime);

    [Fact]
    public Task What_waits_in_between_cannot_run_again() => RedisFixCode.Stays("""
        async Task AddAsync(string key, string item)
        {
            var json = await cache.GetStringAsync(key) ?? "{}";
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            cart.Items.Add(item);
            await send(item);
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(cart))|};
        }
        """);

    [Fact]
    public Task What_somebody_else_sees_cannot_happen_twice() => RedisFixCode.Stays("""
        int _changes;

        async Task AddAsync(string key, string item)
        {
            var json = await cache.GetStringAsync(key) ?? "{}";
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            cart.Items.Add(item);
            _changes++;
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(cart))|};
        }
        """);

    [Fact]
    public Task A_method_of_unknown_effect_may_not_run_again() => RedisFixCode.Stays("""
        async Task AddAsync(string key, string item)
        {
            var json = await cache.GetStringAsync(key) ?? "{}";
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            Announce(cart);
            cart.Items.Add(item);
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(cart))|};
        }

        void Announce(Cart cart) => Console.WriteLine(cart.Total);
        """);

    [Fact]
    public Task An_answer_in_the_middle_has_no_place_in_a_function() => RedisFixCode.Stays("""
        async Task<bool> AddAsync(string key, string item)
        {
            var json = await cache.GetStringAsync(key) ?? "{}";
            var cart = JsonSerializer.Deserialize<Cart>(json)!;
            if (cart.Items.Contains(item)) return false;
            cart.Items.Add(item);
            await {|RACE2001:cache.SetStringAsync(key, JsonSerializer.Serialize(cart))|};
            return true;
        }
        """);

    [Fact]
    public Task Synchronous_distributed_code_has_no_counterpart() => RedisFixCode.Stays("""
        void Add(string key, string item)
        {
            var cart = JsonSerializer.Deserialize<Cart>(cache.GetString(key) ?? "{}")!;
            cart.Items.Add(item);
            {|RACE2001:cache.SetString(key, JsonSerializer.Serialize(cart))|};
        }
        """);
}

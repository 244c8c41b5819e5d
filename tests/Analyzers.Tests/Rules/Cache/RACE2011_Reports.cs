namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2011 reports: an object that an in-memory cache gave out, changed in place.</summary>
public sealed class RACE2011_Reports
{
    [Fact]
    public Task A_property_is_changed() => CacheCode.Check("""
        public void Add(int id)
        {
            var cart = memory.Get<Cart>(Key(id))!;
            {|RACE2011:cart.Count++|};
        }
        """);

    [Fact]
    public Task A_list_grows() => CacheCode.Check("""
        public void Remember(string user, string page)
        {
            var pages = memory.GetOrCreate(user, _ => new List<string>())!;
            {|RACE2011:pages.Add(page)|};
        }
        """);

    [Fact]
    public Task A_list_inside_the_object_grows() => CacheCode.Check("""
        public void Put(int id, string item)
        {
            if (memory.TryGetValue(Key(id), out Cart? cart)) {|RACE2011:cart!.Items.Add(item)|};
        }
        """);
}

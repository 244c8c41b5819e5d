using System.Text.RegularExpressions;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>One race of each kind, as the body of a method of a service.</summary>
internal static class Races
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["RACE3001"] = """
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync();
            """,
        ["RACE3002"] = """
            if (await db.Customers.AnyAsync(c => c.Phone == phone)) return;
            {|RACE3002:db.Customers.Add(new Customer { Phone = phone })|};
            await db.SaveChangesAsync();
            """,
        ["RACE3003"] = """
            if (await db.Registrations.CountAsync(r => r.EventId == id) >= 100) return;
            {|RACE3003:db.Registrations.Add(new Registration { EventId = id })|};
            await db.SaveChangesAsync();
            """,
        ["RACE3004"] = """
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            if (order.Status != Status.Pending) return;
            {|RACE3004:order.Status = Status.Paid|};
            await db.SaveChangesAsync();
            """,
        ["RACE3006"] = """
            var number = await db.Orders.MaxAsync(o => o.Number) + 1;
            {|RACE3006:db.Orders.Add(new Order { Number = number })|};
            await db.SaveChangesAsync();
            """,
        ["RACE3008"] = """
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            await {|RACE3008:db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, votes + 1))|};
            """,
    };

    /// <summary>The body without the marks that say where it is reported.</summary>
    public static string Unmarked(string rule) => Regex.Replace(All[rule], @"\{\|RACE\d+:(.*?)\|\}", "$1");

    /// <summary>Every race with every one of those.</summary>
    public static TheoryData<string, string> With(params string[] cases)
    {
        var all = new TheoryData<string, string>();
        foreach (var rule in All.Keys)
            foreach (var one in cases) all.Add(rule, one);
        return all;
    }
}

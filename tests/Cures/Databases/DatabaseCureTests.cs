using RaceSafe.Servers;
using Xunit.Abstractions;

namespace RaceSafe.Cures.Tests.Databases;

/// <summary>
/// The proof of the database fixes: each program loses data on a real database when its callers come together; nothing but our fixes is applied to its
/// text; then it loses nothing, and alone it does what it did.
/// </summary>
public sealed class DatabaseCureTests(Databases databases, ITestOutputHelper output) : IClassFixture<Databases>
{
    public static TheoryData<string, string> Everything
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var name in Programs.All.Keys)
            {
                if (Programs.IsFor(name, "SQLite")) all.Add(name, "SQLite");
                if (Programs.IsFor(name, "PostgreSQL") && (PostgresServer.Binaries is not null || Environment.GetEnvironmentVariable("CI") == "true")) all.Add(name, "PostgreSQL");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Loses_before_and_nothing_after(string name, string kind)
    {
        var callers = kind == "SQLite" ? 24 : 60;
        var source = Programs.All[name];
        var (text, applied, left) = await Cure.Of(source);
        output.WriteLine($"{name} on {kind}: {string.Join("; ", applied)}");
        Assert.NotEmpty(applied);
        Assert.Empty(left);

        var (before, after) = (Cure.Compile(source), Cure.Compile(text));
        Assert.Equal(await new Load(before, await databases.NewAsync(kind)).AloneAsync(8), await new Load(after, await databases.NewAsync(kind)).AloneAsync(8));

        var racy = new Load(before, await databases.NewAsync(kind));
        var lost = 0;
        for (var attempt = 0; attempt < 30 && lost == 0; attempt++) lost = await racy.TogetherAsync(callers);
        output.WriteLine($"before: {lost} faults in {callers} calls");
        Assert.True(lost > 0, "The racy program lost nothing: the load is too light to prove anything.");

        var cured = new Load(after, await databases.NewAsync(kind));
        for (var round = 0; round < 3; round++) Assert.Equal(0, await cured.TogetherAsync(callers));
        output.WriteLine($"after: none in {3 * callers}");
    }
}

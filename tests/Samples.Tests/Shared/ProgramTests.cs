using RaceSafe.Workbench;

namespace RaceSafe.Samples.Tests.Shared;

/// <summary>The programs from outside.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("EventStore.After", "REDIS_URL=redis://host:port")]
    [InlineData("LivePoll.Web", "web [url]")]
    [InlineData("RateLimiter.After", "1000 callers")]
    [InlineData("StorageAccounts.After", "SAMPLES_POSTGRES=Host=")]
    public async Task A_program_says_what_it_does_and_refuses_what_it_does_not_know(string program, string told)
    {
        var help = await Command.DotnetAsync(AppContext.BaseDirectory, [program + ".dll", "--help"]);
        var unknown = await Command.DotnetAsync(AppContext.BaseDirectory, [program + ".dll", "wbe"]);

        Assert.Equal((0, 2), (help.ExitCode, unknown.ExitCode));
        Assert.Contains(told, help.Output);
        Assert.Contains("These arguments are not known: wbe", unknown.Output);
        Assert.Contains(told, unknown.Output);
    }
}

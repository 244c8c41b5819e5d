using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Tests.Locks;

public sealed class MemoryLockTests : LockContract
{
    private readonly MemoryLockProvider _provider = new();

    protected override ILockBackend Steps { get; } = new MemoryLocks(TimeProvider.System);

    protected override ILockProvider NewProvider() => _provider;

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Staging", true)]
    [InlineData("Production", false)]
    public async Task Locks_in_memory_are_refused_in_production(string environment, bool allowed)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IHostEnvironment>(new Environment { EnvironmentName = environment });
        services.AddRaceSafe().UseInMemory();
        await using var provider = services.BuildServiceProvider();
        if (allowed)
        {
            await using var held = await provider.GetRequiredService<ILockProvider>().AcquireAsync("a");
            Assert.Null(await provider.GetRequiredService<ILockProvider>().TryAcquireAsync("a")); // one provider for all
            return;
        }

        var error = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<ILockProvider>);
        Assert.Contains("Production", error.Message);
        Assert.Contains("UseRedis", error.Message);
        Assert.Equal("memory", provider.GetRequiredService<IAtomicStore>().Backend); // counters of one process stay allowed
    }

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RaceSafe.Runtime.Sql.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void A_sqlite_store_is_registered()
    {
        var services = new ServiceCollection();
        services.AddRaceSafe().UseSqlite("Data Source=:memory:");
        using var provider = services.BuildServiceProvider();
        Assert.Equal("sqlite", provider.GetRequiredService<IAtomicStore>().Backend);
        Assert.Equal("sqlite", provider.GetRequiredService<ILockProvider>().Backend);
    }

    [Fact]
    public void A_postgresql_store_is_registered_by_connection_string_or_data_source()
    {
        using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        foreach (var use in new Action<RaceSafeBuilder>[] { b => b.UseNpgsql("Host=127.0.0.1;Port=1"), b => b.UseNpgsql(options => options.DataSource = source) })
        {
            var services = new ServiceCollection();
            use(services.AddRaceSafe());
            using var provider = services.BuildServiceProvider();
            Assert.Equal("postgresql", provider.GetRequiredService<IAtomicStore>().Backend);
            Assert.Equal("postgresql", provider.GetRequiredService<ILockProvider>().Backend);
        }
    }

    [Fact]
    public void A_missing_or_doubled_address_is_an_error_that_names_the_property()
    {
        Assert.Contains("ConnectionString", Fails(b => b.UseNpgsql("")));
        Assert.Contains("ConnectionString", Fails(b => b.UseSqlite(null!)));
        Assert.Contains("DataSource", Fails(b => b.UseNpgsql("Host=x", options => options.DataSource = NpgsqlDataSource.Create("Host=x"))));

        static string Fails(Action<RaceSafeBuilder> use)
        {
            var services = new ServiceCollection();
            use(services.AddRaceSafe());
            using var provider = services.BuildServiceProvider();
            return Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IAtomicStore>()).Message;
        }
    }
}

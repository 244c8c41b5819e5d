using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using RaceSafe.Samples.Tests.Servers;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>
/// What a registration asks the database: in phase 2 the same however many there are, and nothing of the other registrations. (The places are taken by one
/// update of the event's row, which the runtime sends.) How long it takes is measured by <c>samples/Ticketing/Bench</c>.
/// </summary>
[Collection(SampleCollection.Name)]
public sealed class CostTests(SampleServers servers)
{
    private const string Reading = """FROM "?registrations""";

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task With_the_counter_a_registration_reads_no_other_registration(Store store)
    {
        var (few, many) = (await CommandsAsync(store, Phase.Counting, registrations: 3), await CommandsAsync(store, Phase.Counting, registrations: 60));

        Assert.Equal(few, many);
        Assert.NotEmpty(many);
        Assert.All(many, command => Assert.DoesNotMatch(Reading, command));
    }

    [Theory, On(Store.Sqlite), On(Store.Postgres)]
    public async Task Without_it_each_registration_counts_all_of_them(Store store) =>
        Assert.Contains(await CommandsAsync(store, Phase.Locking, registrations: 3), command => Regex.IsMatch(command, Reading));

    /// <summary>The commands of one registration for an event that has so many.</summary>
    private async Task<List<string>> CommandsAsync(Store store, Phase phase, int registrations)
    {
        await using var box = await Box.OpenAsync(servers, store, phase);
        var eventId = await box.AddEventAsync(capacity: 100);
        for (var i = 0; i < registrations; i++) await box.RegisterAsync(eventId, $"attendee {i}");
        var seen = new Commands();
        await using var plain = box.Database.Open();
        var options = (DbContextOptions<TicketingContext>)plain.GetService<IDbContextOptions>();
        await using var db = new TicketingContext(new DbContextOptionsBuilder<TicketingContext>(options).AddInterceptors(seen).Options);

        var made = await box.ServiceOn(db).RegisterAsync(eventId, "one more");

        Assert.Equal(Status.Confirmed, made.Status);
        return seen.Texts;
    }

    /// <summary>Notes what goes to the database.</summary>
    private sealed class Commands : DbCommandInterceptor
    {
        public List<string> Texts { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Texts.Add(command.CommandText);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}

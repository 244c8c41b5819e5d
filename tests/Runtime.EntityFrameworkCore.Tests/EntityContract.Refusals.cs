using Microsoft.EntityFrameworkCore;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

public abstract partial class EntityContract
{
    [Fact]
    public async Task What_the_model_keeps_otherwise_is_refused_with_the_reason()
    {
        await using var db = NewContext();
        await Refused("value converter", () => db.Options.Where(o => o.Id == 1).IncrementAsync(o => o.Packed, 1));
        await Refused("primary key", () => db.Options.Where(o => o.Id == 1).IncrementAsync(o => o.Id, 1));
        await Refused("more than one table", () => db.Animals.Where(o => o.Id == 1).IncrementAsync(o => o.Age, 1));
        await Refused("more than one table", () => db.Set<Cat>().Where(o => o.Id == 1).IncrementAsync(o => o.Lives, 1));
        await Refused("same table", () => db.Documents.Where(o => o.Id == 1).IncrementAsync(o => o.Data.Left, 1));
        await Refused("primary key", () => db.Keyless.IncrementAsync(o => o.N, 1));
        await Refused("is not a property", () => db.Options.IncrementAsync(o => o.Votes + 1, 1));
        await Refused("is not a property", () => db.Options.TryIncrementAsync(o => o.Votes, 1, max: o => Math.Abs(o.Capacity)));

        static async Task Refused(string reason, Func<Task> call) =>
            Assert.Contains(reason, (await Assert.ThrowsAsync<NotSupportedException>(call)).Message);
    }

    [Fact]
    public async Task Queries_that_are_more_than_a_filter_are_refused_and_nothing_is_changed()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        Func<Task>[] calls =
        [
            () => db.Options.Where(o => o.Id == id).Distinct().IncrementAsync(o => o.Votes, 1),
            () => db.Options.Where(o => o.Id == id).Concat(db.Options.Where(o => o.Id == -1)).IncrementAsync(o => o.Votes, 1),
            () => db.Options.FromSqlRaw("SELECT 1").IncrementAsync(o => o.Votes, 1),
        ];
        foreach (var call in calls) Assert.True(await Record.ExceptionAsync(call) is not null);
        Assert.Equal(0, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        await using var db = NewContext();
        await Assert.ThrowsAsync<ArgumentNullException>(() => ((IQueryable<Option>)null!).IncrementAsync(o => o.Votes, 1));
        await Assert.ThrowsAsync<ArgumentNullException>(() => db.Options.IncrementAsync<Option, int>(null!, 1));
        await Assert.ThrowsAsync<ArgumentException>(() => new List<Option>().AsQueryable().IncrementAsync(o => o.Votes, 1));
        await Assert.ThrowsAsync<ArgumentException>(() => db.Options.TryIncrementAsync(o => o.Votes, 1, max: o => o.Votes));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => db.Options.TryIncrementAsync(o => o.Votes, 1, min: 2, max: 1));
        await Assert.ThrowsAsync<ArgumentException>(() => db.Options.Where(o => o.Id == 1).UpdateIfVersionAsync(o => o.Version, 1, [(o => o.Version, 5)]));
        await Assert.ThrowsAsync<ArgumentException>(() => db.Accounts.InsertIfAbsentAsync(new Account(), a => a.Provider));
        await Assert.ThrowsAsync<NotSupportedException>(() => db.Options.InsertIfAbsentAsync(new Option { Id = 5 }, o => o.Id));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await db.Accounts.InsertIfAbsentAsync(db.Add(new Account()).Entity, a => a.Id));
        await Assert.ThrowsAsync<ArgumentNullException>(() => db.SerializableAsync<PollContext, int>(null!));
        await Assert.ThrowsAsync<ArgumentException>(() => db.NextSequenceAsync(""));
    }

    [Fact]
    public async Task A_cancelled_token_prevents_every_operation()
    {
        var id = await NewOptionAsync();
        var cancelled = new CancellationToken(canceled: true);
        await using var db = NewContext();
        var query = db.Options.Where(o => o.Id == id);
        Func<Task>[] calls =
        [
            () => query.IncrementAsync(o => o.Votes, 1, cancellationToken: cancelled),
            () => query.TryIncrementAsync(o => o.Votes, 1, max: o => o.Capacity, cancellationToken: cancelled),
            () => query.UpdateIfVersionAsync(o => o.Version, 1, [(o => o.Votes, 9)], cancellationToken: cancelled),
            () => db.Accounts.InsertIfAbsentAsync(new Account { UserId = id, Provider = "cancelled" }, a => new { a.UserId, a.Provider }, cancellationToken: cancelled),
            () => db.NextSequenceAsync("x", cancellationToken: cancelled),
            () => db.SerializableAsync((_, _) => Task.FromResult(1), cancellationToken: cancelled),
        ];
        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        Assert.Equal(0, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task A_column_that_holds_null_limits_to_nothing_and_is_not_incremented()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Rank!.Value, 1));
        Assert.Null((await OptionAsync(id)).Rank);
    }
}

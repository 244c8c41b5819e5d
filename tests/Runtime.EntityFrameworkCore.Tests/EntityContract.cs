using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

/// <summary>What the operations on queries promise with both providers.</summary>
public abstract partial class EntityContract
{
    private const int Callers = 100;

    protected abstract PollContext NewContext();

    private async Task<int> NewOptionAsync(Action<Option>? set = null)
    {
        await using var db = NewContext();
        var option = new Option { Name = "option" };
        set?.Invoke(option);
        db.Add(option);
        await db.SaveChangesAsync();
        return option.Id;
    }

    private async Task<Option> OptionAsync(int id)
    {
        await using var db = NewContext();
        return await db.Options.IgnoreQueryFilters().AsNoTracking().SingleAsync(o => o.Id == id);
    }

    private static async Task<T[]> AtOnce<T>(int callers, Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, callers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Hundred_voters_get_hundred_distinct_contiguous_numbers()
    {
        var id = await NewOptionAsync();
        var numbers = await AtOnce(Callers, async _ =>
        {
            await using var db = NewContext();
            return await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1);
        });
        Assert.Equal(Enumerable.Range(1, Callers).Select(n => (int?)n), numbers.Order());
    }

    [Fact]
    public async Task A_limit_in_another_column_is_kept_by_hundred_callers_while_it_moves()
    {
        var id = await NewOptionAsync(o => o.Capacity = 10);
        var results = await AtOnce(Callers, async i =>
        {
            await using var db = NewContext();
            if (i % 5 == 0) await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Capacity, 1);
            return await db.Options.Where(o => o.Id == id).TryIncrementAsync(o => o.Votes, 1, max: o => o.Capacity);
        });
        var option = await OptionAsync(id);
        Assert.Equal(30, option.Capacity);
        Assert.Equal(option.Votes, results.Count(r => r.Succeeded));
        Assert.InRange(option.Votes, 10, 30);
        Assert.All(results.Where(r => r.IsRefused), r => Assert.NotNull(r.Value));
    }

    [Fact]
    public async Task The_condition_of_the_query_is_decided_on_the_row_as_the_last_writer_left_it()
    {
        // Whoever gives the 20th vote closes the option in the same step's transaction; no vote may come in after that.
        var id = await NewOptionAsync();
        var results = await AtOnce(Callers, async _ =>
        {
            await using var db = NewContext();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var votes = await db.Options.Where(o => o.Id == id && o.IsOpen && o.Votes < 20).IncrementAsync(o => o.Votes, 1);
            if (votes == 20) await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.IsOpen, false));
            await transaction.CommitAsync();
            return votes;
        });
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (int?)n), results.Where(v => v is not null).Order());
        Assert.Equal(20, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task Constants_limit_too_and_a_refusal_returns_the_current_value()
    {
        var id = await NewOptionAsync(o => o.Votes = 4);
        await using var db = NewContext();
        var query = db.Options.Where(o => o.Id == id);
        Assert.Equal(AtomicResult.Applied<int?>(5), await query.TryIncrementAsync(o => o.Votes, 1, max: 5));
        Assert.Equal(AtomicResult.Refused<int?>(5), await query.TryIncrementAsync(o => o.Votes, 1, max: 5));
        Assert.Equal(AtomicResult.Refused<int?>(5), await query.TryIncrementAsync(o => o.Votes, -6, min: 0));
        Assert.Equal(AtomicResult.Refused<int?>(5), await query.TryIncrementAsync(o => o.Votes, int.MaxValue));
        Assert.Equal(AtomicResult.Refused<int?>(null), await db.Options.Where(o => o.Id == -1).TryIncrementAsync(o => o.Votes, 1, max: 5));
        await Assert.ThrowsAsync<OverflowException>(() => query.IncrementAsync(o => o.Votes, int.MaxValue));
        Assert.Equal(5, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task Numbers_of_every_kind_are_added_where_the_model_keeps_them()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        var query = db.Options.Where(o => o.Id == id);
        Assert.Equal(1L << 40, await query.IncrementAsync(o => o.Views, 1L << 40));
        Assert.Equal(0.5, await query.IncrementAsync(o => o.Score, 0.5));
        Assert.Equal(3, await query.IncrementAsync(o => o.Stock.Left, 3));
        Assert.Equal(4, await query.IncrementAsync(o => o.Place.Visits, 4));
        var option = await OptionAsync(id);
        Assert.Equal((1L << 40, 0.5, 3, 4), (option.Views, option.Score, option.Stock.Left, option.Place.Visits));
    }

    [Fact]
    public async Task Filters_parameters_tags_and_the_set_itself_are_honoured()
    {
        var poll = Random.Shared.Next();
        var id = await NewOptionAsync(o => (o.PollId, o.Name) = (poll, "it's \"one\""));
        await using var db = NewContext();
        var names = new[] { "it's \"one\"", "two" };
        Assert.Equal(1, await db.Options.TagWith("a tag\nSELECT 1").Where(o => o.PollId == poll).Where(o => names.Contains(o.Name)).AsNoTracking().IncrementAsync(o => o.Votes, 1));
        Assert.Null(await db.Options.Where(o => o.Id == id && o.Name == "other").IncrementAsync(o => o.Votes, 1));
        await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.IsDeleted, true));
        Assert.Null(await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1));
        Assert.Equal(2, await db.Options.IgnoreQueryFilters().Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1));
    }

    [Fact]
    public async Task More_than_one_row_is_an_error_and_none_is_changed()
    {
        var poll = Random.Shared.Next();
        var one = await NewOptionAsync(o => o.PollId = poll);
        var other = await NewOptionAsync(o => o.PollId = poll);
        await using var db = NewContext();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Options.Where(o => o.PollId == poll).IncrementAsync(o => o.Votes, 1));
        Assert.Equal((0, 0), ((await OptionAsync(one)).Votes, (await OptionAsync(other)).Votes));
    }

    [Fact]
    public async Task The_tracked_entity_gets_the_new_value_and_the_next_save_writes_only_what_else_changed()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        var option = await db.Options.SingleAsync(o => o.Id == id);
        option.Votes = 77; // computed from an old value, which is what the increment replaces
        option.Name = "renamed";
        await using (var others = NewContext()) await others.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 10);
        Assert.Equal(11, await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1));
        await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Stock.Left, 2);
        await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Place.Visits, 3);
        Assert.Equal((11, 2, 3), (option.Votes, option.Stock.Left, option.Place.Visits));
        Assert.False(db.Entry(option).Property(o => o.Votes).IsModified);
        await using (var others = NewContext()) await others.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 10);
        await db.SaveChangesAsync();
        var saved = await OptionAsync(id);
        Assert.Equal((21, "renamed"), (saved.Votes, saved.Name));
    }

    [Fact]
    public async Task A_tracked_entity_is_found_again_by_a_guid_key()
    {
        await using var db = NewContext();
        var account = new Account { UserId = Random.Shared.Next(), Provider = "p" };
        db.Add(account);
        await db.SaveChangesAsync();
        Assert.Equal(1, await db.Accounts.Where(a => a.Id == account.Id).IncrementAsync(a => a.Logins, 1));
        Assert.Equal(1, account.Logins);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Within_the_contexts_transaction_the_increment_shares_its_fate(bool commits)
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            Assert.Equal(1, await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1, OperationId.New()));
            Assert.Equal(2, (await db.Options.Where(o => o.Id == id).TryIncrementAsync(o => o.Votes, 1, max: o => o.Capacity)).Value);
            if (commits) await transaction.CommitAsync();
        }

        Assert.Equal(commits ? 2 : 0, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task A_repeated_operation_returns_the_first_result()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        var query = db.Options.Where(o => o.Id == id);
        var operation = OperationId.New();
        Assert.Equal(AtomicResult.Applied<int?>(3), await query.TryIncrementAsync(o => o.Votes, 3, max: 4, operationId: operation));
        await query.IncrementAsync(o => o.Votes, 10);
        Assert.Equal(AtomicResult.Replayed<int?>(3), await query.TryIncrementAsync(o => o.Votes, 3, max: 4, operationId: operation));
        Assert.Equal(13, (await OptionAsync(id)).Votes);
        var results = await AtOnce(30, async i =>
        {
            await using var own = NewContext();
            return await own.Options.Where(o => o.Id == id).IncrementAsync(o => o.Views, 1, new OperationId($"{operation} {i / 3}"));
        });
        Assert.Equal(10, (await OptionAsync(id)).Views);
        Assert.All(results.Chunk(3), same => Assert.Single(same.Distinct()));
    }

    [Fact]
    public async Task Of_hundred_callers_with_one_version_one_writes()
    {
        var id = await NewOptionAsync();
        var results = await AtOnce(Callers, async i =>
        {
            await using var db = NewContext();
            return await db.Options.Where(o => o.Id == id).UpdateIfVersionAsync(o => o.Version, 1, [(o => o.Name, $"caller {i}"), (o => o.Packed, i)]);
        });
        var winner = Array.FindIndex(results, r => r.Succeeded);
        Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied);
        Assert.All(results, r => Assert.Equal(2, r.Value));
        var option = await OptionAsync(id);
        Assert.Equal(($"caller {winner}", winner, 2), (option.Name, option.Packed, option.Version)); // through the value converter
    }

    [Fact]
    public async Task Of_hundred_callers_one_inserts_and_all_get_its_row()
    {
        var user = Random.Shared.Next();
        var results = await AtOnce(Callers, async i =>
        {
            await using var db = NewContext();
            return await db.Accounts.InsertIfAbsentAsync(new Account { UserId = user, Provider = "github", Token = $"caller {i}" }, a => new { a.UserId, a.Provider });
        });
        var winner = Assert.Single(results, r => r.Outcome == AtomicOutcome.Applied);
        Assert.All(results, r => Assert.Equal((winner.Value.Id, winner.Value.Token), (r.Value.Id, r.Value.Token)));
        await using var check = NewContext();
        Assert.Equal(1, await check.Accounts.CountAsync(a => a.UserId == user));
        Assert.Equal(nameof(PremiumAccount), (await check.Accounts.InsertIfAbsentAsync(new PremiumAccount { UserId = user, Provider = "other" }, a => new { a.UserId, a.Provider })).Value.GetType().Name);
    }

    [Fact]
    public async Task A_sequence_counts_from_one_and_goes_back_with_its_transaction()
    {
        var name = Guid.NewGuid().ToString();
        await using var db = NewContext();
        Assert.Equal(1, await db.NextSequenceAsync(name));
        await using (await db.Database.BeginTransactionAsync()) Assert.Equal(2, await db.NextSequenceAsync(name));
        Assert.Equal(2, await db.NextSequenceAsync(name));
    }

    [Fact]
    public async Task Load_change_save_in_a_serializable_unit_of_work_loses_nothing()
    {
        var id = await NewOptionAsync();
        var patient = new AtomicStoreOptions { Retry = new() { TotalBudget = TimeSpan.FromSeconds(60) } };
        await AtOnce(15, async _ =>
        {
            await using var db = NewContext();
            return await db.SerializableAsync(async (own, ct) =>
            {
                var option = await own.Options.SingleAsync(o => o.Id == id, ct);
                option.Votes++;
                return await own.SaveChangesAsync(ct);
            }, patient);
        });
        Assert.Equal(15, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task A_unit_of_work_that_fails_leaves_nothing_and_the_context_usable()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        await Assert.ThrowsAsync<FormatException>(() => db.SerializableAsync(async (own, ct) =>
        {
            (await own.Options.SingleAsync(o => o.Id == id, ct)).Votes = 9;
            await own.SaveChangesAsync(ct);
            throw new FormatException();
        }));
        Assert.Null(db.Database.CurrentTransaction);
        Assert.Equal(1, await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1));
        db.Add(new Option());
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SerializableAsync((_, _) => Task.FromResult(1)));
    }
}

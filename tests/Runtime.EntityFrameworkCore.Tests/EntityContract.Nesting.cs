using System.Data;
using Microsoft.EntityFrameworkCore;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

/// <summary>What a unit of work does within another one, and within a transaction of the caller.</summary>
public abstract partial class EntityContract
{
    private static Task VoteAsync(PollContext db, int id) => db.SerializableAsync(async (own, ct) =>
    {
        (await own.Options.SingleAsync(o => o.Id == id, ct)).Votes++;
        await own.SaveChangesAsync(ct);
    });

    [Fact]
    public async Task A_unit_within_a_unit_is_part_of_it()
    {
        var (one, other) = (await NewOptionAsync(), await NewOptionAsync());
        await using var db = NewContext();
        await db.SerializableAsync(async (own, ct) =>
        {
            var option = await own.Options.SingleAsync(o => o.Id == one, ct);
            option.Votes = 5; // not saved yet: the inner unit saves it with its own
            await VoteAsync(own, other);
            await VoteAsync(own, one);
            Assert.Equal(7, await own.SerializableAsync((inner, _) => Task.FromResult(option.Votes + 1), cancellationToken: ct));
            Assert.Equal(0, (await OptionAsync(other)).Votes); // nothing is committed by then
        });
        Assert.Equal((6, 1), ((await OptionAsync(one)).Votes, (await OptionAsync(other)).Votes));
    }

    [Fact]
    public async Task A_unit_that_fails_takes_the_units_within_it_along()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        await Assert.ThrowsAsync<FormatException>(() => db.SerializableAsync<PollContext, int>(async (own, _) =>
        {
            await VoteAsync(own, id);
            throw new FormatException();
        }));
        Assert.Equal(0, (await OptionAsync(id)).Votes);
        await VoteAsync(db, id);
        Assert.Equal(1, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task A_conflict_in_an_inner_unit_runs_the_outer_one_again_from_its_beginning()
    {
        var (one, other) = (await NewOptionAsync(), await NewOptionAsync());
        await using var db = NewContext();
        var (outer, inner) = (0, 0);
        await db.SerializableAsync(async (own, _) =>
        {
            outer++;
            await VoteAsync(own, one);
            await own.SerializableAsync(async (within, _) =>
            {
                await VoteAsync(within, other);
                if (inner++ == 0) throw Conflict();
            });
        });
        Assert.Equal((2, 2), (outer, inner));
        Assert.Equal((1, 1), ((await OptionAsync(one)).Votes, (await OptionAsync(other)).Votes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_serializable_transaction_of_the_caller_the_unit_works_on_fresh_rows_and_shares_its_fate(bool commits)
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        var option = await db.Options.SingleAsync(o => o.Id == id);
        await ElsewhereAsync(other => other.Options.Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Votes, 10)));
        await using (var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable))
        {
            await VoteAsync(db, id);
            Assert.Equal(11, option.Votes);
            var runs = 0;
            await Assert.ThrowsAnyAsync<Exception>(() => db.SerializableAsync((_, _) => runs++ < 9 ? throw Conflict() : Task.CompletedTask));
            Assert.Equal(1, runs); // only the caller can begin again
            option.Votes = 20;
            await Assert.ThrowsAsync<InvalidOperationException>(() => VoteAsync(db, id));
            await db.SaveChangesAsync();
            if (commits) await transaction.CommitAsync();
        }

        Assert.Equal(commits ? 20 : 10, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task Beside_a_unit_and_not_within_it_the_context_is_refused()
    {
        await using var db = NewContext();
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var unit = db.SerializableAsync(async (_, _) =>
        {
            begun.SetResult();
            await end.Task;
        });
        await begun.Task;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SerializableAsync((_, _) => Task.FromResult(1)));
        end.SetResult();
        await unit;
    }

    [Fact]
    public async Task What_a_unit_has_left_running_begins_a_unit_of_its_own_after_it()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        var ended = new TaskCompletionSource();
        Task? late = null;
        await db.SerializableAsync((own, _) =>
        {
            late = Task.Run(async () =>
            {
                await ended.Task;
                await VoteAsync(own, id);
            });
            return Task.CompletedTask;
        });
        ended.SetResult();
        await late!;
        Assert.Equal(1, (await OptionAsync(id)).Votes);
    }
}

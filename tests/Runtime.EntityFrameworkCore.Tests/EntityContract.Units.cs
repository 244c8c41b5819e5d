using Microsoft.EntityFrameworkCore;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

/// <summary>What a unit of work promises about the rows that the caller has loaded before.</summary>
public abstract partial class EntityContract
{
    /// <summary>What the database says to who lost against another transaction.</summary>
    protected abstract Exception Conflict();

    private async Task<(int Author, int Book)> NewAuthorAsync()
    {
        await using var db = NewContext();
        var author = new Author { Name = "author", Books = { new Book { Title = "first", Shelves = { new Stock { Left = 1 } } }, new Book { Title = "second" } } };
        db.Add(author);
        await db.SaveChangesAsync();
        return (author.Id, author.Books[0].Id);
    }

    private async Task ElsewhereAsync(Func<PollContext, Task> change)
    {
        await using var other = NewContext();
        await change(other);
        await other.SaveChangesAsync();
    }

    [Fact]
    public async Task A_row_that_the_caller_has_loaded_is_fresh_in_the_body_and_can_be_changed_and_saved_afterwards()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        var option = await db.Options.SingleAsync(o => o.Id == id);
        await ElsewhereAsync(other => other.Options.Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Votes, 10).SetProperty(o => o.Stock.Left, 5).SetProperty(o => o.Place.Visits, 6)));
        await db.SerializableAsync(async (own, ct) =>
        {
            var loaded = await own.Options.SingleAsync(o => o.Id == id, ct);
            Assert.Same(option, loaded);
            Assert.Equal((10, 5, 6), (loaded.Votes, loaded.Stock.Left, loaded.Place.Visits));
            loaded.Votes++;
            await own.SaveChangesAsync(ct);
        });
        Assert.Equal((11, EntityState.Unchanged), (option.Votes, db.Entry(option).State));

        option.Name = "renamed";
        option.Stock.Left = 7;
        await db.SaveChangesAsync();
        var saved = await OptionAsync(id);
        Assert.Equal((11, "renamed", 7, 6), (saved.Votes, saved.Name, saved.Stock.Left, saved.Place.Visits));
    }

    [Fact]
    public async Task A_row_that_the_body_does_not_touch_can_be_changed_and_saved_afterwards()
    {
        var (touched, other) = (await NewOptionAsync(), await NewOptionAsync());
        await using var db = NewContext();
        var option = await db.Options.SingleAsync(o => o.Id == other);
        await db.SerializableAsync(async (own, ct) =>
        {
            (await own.Options.SingleAsync(o => o.Id == touched, ct)).Votes++;
            await own.SaveChangesAsync(ct);
        });
        option.Votes = 5;
        await db.SaveChangesAsync();
        Assert.Equal((1, 5), ((await OptionAsync(touched)).Votes, (await OptionAsync(other)).Votes));
    }

    [Fact]
    public async Task Nothing_of_a_run_that_lost_is_left_for_the_next()
    {
        var (id, first) = await NewAuthorAsync();
        await using var db = NewContext();
        var author = await db.Authors.Include(a => a.Books).SingleAsync(a => a.Id == id);
        var book = author.Books.Single(b => b.Id == first);
        var runs = 0;
        await db.SerializableAsync(async (own, ct) =>
        {
            Assert.Equal(["first", "second"], author.Books.Select(b => b.Title).Order());
            Assert.Equal(("author", 1), (author.Name, Assert.Single(book.Shelves).Left));
            Assert.All(own.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
            author.Name = "renamed";
            book.Shelves[0].Left = 2;
            author.Books.Add(new Book { Title = "saved" });
            own.Remove(author.Books.Single(b => b.Title == "second"));
            await own.SaveChangesAsync(ct);
            if (runs++ > 0) return;
            author.Books.Add(new Book { Title = "not saved" });
            book.Title = "not saved";
            throw Conflict();
        });
        Assert.Equal(2, runs);
        await using var check = NewContext();
        var saved = await check.Authors.Include(a => a.Books).SingleAsync(a => a.Id == id);
        Assert.Equal(("renamed", 2), (saved.Name, saved.Books.Single(b => b.Id == first).Shelves[0].Left));
        Assert.Equal(["first", "saved"], saved.Books.Select(b => b.Title).Order());
        Assert.Equal(["first", "saved"], author.Books.Select(b => b.Title).Order());
        Assert.False(db.ChangeTracker.HasChanges());
    }

    [Fact]
    public async Task When_the_body_fails_the_rows_of_the_caller_are_what_they_were_and_those_of_the_body_are_forgotten()
    {
        var (id, _) = await NewAuthorAsync();
        await using var db = NewContext();
        var author = await db.Authors.Include(a => a.Books).SingleAsync(a => a.Id == id);
        await Assert.ThrowsAsync<FormatException>(() => db.SerializableAsync(async (own, ct) =>
        {
            author.Name = "saved and rolled back";
            own.Add(new Option());
            own.Remove(author.Books[1]);
            await own.SaveChangesAsync(ct);
            author.Books.Add(new Book { Title = "not saved" });
            throw new FormatException();
        }));
        Assert.Equal(("author", 2), (author.Name, author.Books.Count));
        Assert.False(db.ChangeTracker.HasChanges());
        Assert.Empty(db.ChangeTracker.Entries<Option>());

        author.Name = "renamed";
        author.Books[1].Title = "renamed";
        await db.SaveChangesAsync();
        await using var check = NewContext();
        var saved = await check.Authors.Include(a => a.Books).SingleAsync(a => a.Id == id);
        Assert.Equal("renamed", saved.Name);
        Assert.Equal(["first", "renamed"], saved.Books.Select(b => b.Title).Order());
    }

    [Fact]
    public async Task What_others_have_deleted_is_not_found_by_the_body_and_a_change_of_it_fails_loudly()
    {
        var (id, first) = await NewAuthorAsync();
        await using var db = NewContext();
        var author = await db.Authors.Include(a => a.Books).SingleAsync(a => a.Id == id);
        var book = author.Books.Single(b => b.Id == first);
        await ElsewhereAsync(async other => other.Remove(await other.Books.SingleAsync(b => b.Id == first)));
        await db.SerializableAsync(async (own, ct) =>
        {
            Assert.Null(await own.Books.FindAsync([first], ct));
            Assert.Equal(["second"], author.Books.Select(b => b.Title));
        });
        book.Title = "too late";
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task What_others_have_moved_or_added_is_where_it_is_now()
    {
        var ((from, first), (to, _)) = (await NewAuthorAsync(), await NewAuthorAsync());
        await using var db = NewContext();
        var authors = await db.Authors.Include(a => a.Books).Where(a => a.Id == from || a.Id == to).ToDictionaryAsync(a => a.Id);
        await ElsewhereAsync(async other =>
        {
            (await other.Books.Include(b => b.Author).SingleAsync(b => b.Id == first)).Author = await other.Authors.SingleAsync(a => a.Id == to);
            other.Add(new Book { Title = "third", Author = await other.Authors.SingleAsync(a => a.Id == from) });
        });
        await db.SerializableAsync(async (own, ct) =>
        {
            await own.Entry(authors[from]).Collection(a => a.Books).LoadAsync(ct);
            Assert.Equal(["second", "third"], authors[from].Books.Select(b => b.Title).Order());
            Assert.Equal(["first", "first", "second"], authors[to].Books.Select(b => b.Title).Order());
        });
        Assert.False(db.ChangeTracker.HasChanges());
    }

    [Fact]
    public async Task Unsaved_changes_are_refused_even_where_EF_does_not_look_for_them()
    {
        var id = await NewOptionAsync();
        await using var db = NewContext();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var option = await db.Options.SingleAsync(o => o.Id == id);
        option.Votes = 5;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SerializableAsync((_, _) => Task.FromResult(1)));
        Assert.Contains("Option is Modified", refused.Message);
        await db.SaveChangesAsync();
        Assert.Equal(5, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task Rows_that_many_share_are_joined_again_after_a_run_that_lost()
    {
        var (_, first) = await NewAuthorAsync();
        await ElsewhereAsync(async other => (await other.Books.SingleAsync(b => b.Id == first)).Genres.AddRange([new() { Name = "crime" }, new() { Name = "drama" }]));
        await using var db = NewContext();
        var book = await db.Books.Include(b => b.Genres).SingleAsync(b => b.Id == first);
        var runs = 0;
        await db.SerializableAsync(async (own, ct) =>
        {
            Assert.Equal(["crime", "drama"], book.Genres.Select(g => g.Name).Order());
            book.Genres.Remove(book.Genres.Single(g => g.Name == "crime"));
            book.Genres.Add(new Genre { Name = "poetry" });
            await own.SaveChangesAsync(ct);
            if (runs++ == 0) throw Conflict();
        });
        Assert.Equal(["drama", "poetry"], book.Genres.Select(g => g.Name).Order());
        await using var check = NewContext();
        Assert.Equal(["drama", "poetry"], (await check.Books.Include(b => b.Genres).SingleAsync(b => b.Id == first)).Genres.Select(g => g.Name).Order());
    }

    [Fact]
    public async Task Many_rows_of_one_type_are_as_fresh_as_one()
    {
        await using var db = NewContext();
        var authors = Enumerable.Range(0, 30).Select(i => new Author { Name = $"{i}" }).ToList();
        var accounts = Enumerable.Range(0, 5).Select(i => new Account { UserId = Random.Shared.Next(), Provider = $"{i}" }).ToList();
        db.AddRange(authors);
        db.AddRange(accounts);
        await db.SaveChangesAsync();
        var (ids, keys) = (authors.Select(a => a.Id).ToList(), accounts.Select(a => a.Id).ToList());
        await ElsewhereAsync(async other =>
        {
            await other.Authors.Where(a => ids.Contains(a.Id)).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, a => a.Name + "!"));
            await other.Accounts.Where(a => keys.Contains(a.Id)).ExecuteUpdateAsync(set => set.SetProperty(a => a.Token, "fresh"));
            await other.Authors.Where(a => a.Id == ids[7]).ExecuteDeleteAsync();
        });
        await db.SerializableAsync((own, _) =>
        {
            Assert.Equal(Enumerable.Range(0, 30).Where(i => i != 7).Select(i => $"{i}!"), own.Authors.Local.OrderBy(a => a.Id).Select(a => a.Name));
            Assert.All(accounts, account => Assert.Equal("fresh", account.Token));
            return Task.CompletedTask;
        });
        Assert.False(db.ChangeTracker.HasChanges());
        Assert.Equal(35, db.ChangeTracker.Entries().Count());
    }

    [Fact]
    public async Task A_document_that_the_caller_has_loaded_is_fresh()
    {
        await using var db = NewContext();
        var document = db.Add(new Document { Data = new Stock { Left = 1 } }).Entity;
        await db.SaveChangesAsync();
        await ElsewhereAsync(async other => (await other.Documents.SingleAsync(d => d.Id == document.Id)).Data.Left = 2);
        Assert.Equal(2, await db.SerializableAsync(async (own, ct) => (await own.Documents.SingleAsync(d => d.Id == document.Id, ct)).Data.Left));
    }

    [Fact]
    public async Task What_EF_cannot_read_again_by_itself_is_refused_and_stays_as_it_was()
    {
        await using var db = NewContext();
        var document = db.Add(new Document { Data = new Stock { Left = 1 }, Parts = { new Stock { Left = 5 }, new Stock { Left = 6 } } }).Entity;
        await db.SaveChangesAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SerializableAsync((_, _) => Task.FromResult(1)));
        Assert.Contains("ChangeTracker.Clear()", refused.Message);
        document.Parts[1].Left = 7;
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        var parts = await db.SerializableAsync(async (own, ct) => (await own.Documents.SingleAsync(d => d.Id == document.Id, ct)).Parts);
        Assert.Equal([5, 7], parts.Select(p => p.Left));
    }
}

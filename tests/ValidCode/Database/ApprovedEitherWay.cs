using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.ApprovedEitherWay;

public class Wish { public int Id { get; set; } public bool Approved { get; set; } public bool ApprovedInHighQuality { get; set; } public string Title { get; set; } = ""; }
public class Notice { public int Id { get; set; } public int WishId { get; set; } }

public class Context : DbContext
{
    public DbSet<Wish> Wishes => Set<Wish>();
    public DbSet<Notice> Notices => Set<Notice>();
}

/// <summary>The flag is set whether or not it is set already, so its old value decides nothing.</summary>
public class Wishes(Context db)
{
    public async Task Update(int id, string title)
    {
        var wish = await db.Wishes.SingleAsync(w => w.Id == id);
        wish.Title = title;
        if (wish.Approved || wish.ApprovedInHighQuality) Approve(wish);
        await db.SaveChangesAsync();
    }

    private void Approve(Wish wish)
    {
        wish.Approved = true;
        db.Notices.Add(new Notice { WishId = wish.Id });
    }
}

using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.Reconciled;

public class Membership { public Guid GroupId { get; set; } public Guid UserId { get; set; } public bool IsAdmin { get; set; } }

public class Context : DbContext
{
    public DbSet<Membership> Memberships => Set<Membership>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        var membership = builder.Entity<Membership>();
        membership.HasKey(m => new { m.GroupId, m.UserId });
    }
}

/// <summary>The list of a group's members is brought in line with another; the key covers the query and the look-up in what it gave.</summary>
public class Groups(Context db)
{
    public async Task<bool> Replace(Guid group, IReadOnlyList<Guid> users)
    {
        var existing = await db.Memberships.Where(m => m.GroupId == group).ToListAsync();
        foreach (var user in users)
        {
            var known = existing.FirstOrDefault(m => m.UserId == user);
            if (known is null) db.Memberships.Add(new Membership { GroupId = group, UserId = user });
        }

        db.Memberships.RemoveRange(existing.Where(m => !users.Contains(m.UserId)));
        try
        {
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException)
        {
            return false;
        }
    }
}

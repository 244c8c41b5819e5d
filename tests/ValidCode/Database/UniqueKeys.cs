using Microsoft.EntityFrameworkCore;
using System.ComponentModel.DataAnnotations;

namespace ValidCode.Database.UniqueKeys;

[Index(nameof(Email), IsUnique = true)] public class Member { public int Id { get; set; } public string Email { get; set; } = ""; }
[Index(nameof(UserId), nameof(PostId), IsUnique = true)] public class Like { public int Id { get; set; } public int UserId { get; set; } public int PostId { get; set; } }
public class Setting { [Key] public string Name { get; set; } = ""; public string Value { get; set; } = ""; }

public class Context : DbContext
{
    public DbSet<Member> Members => Set<Member>();
    public DbSet<Like> Likes => Set<Like>();
    public DbSet<Setting> Settings => Set<Setting>();
}

public class SignUp(Context db)
{
    public async Task<bool> Join(string email)
    {
        if (await db.Members.AnyAsync(m => m.Email == email)) return false;
        db.Members.Add(new Member { Email = email });
        try { await db.SaveChangesAsync(); return true; }
        catch (DbUpdateException) { return false; }
    }
}

public class Likes(Context db)
{
    public async Task Like(int user, int post)
    {
        try
        {
            if (!await db.Likes.AnyAsync(l => l.UserId == user && l.PostId == post)) db.Likes.Add(new Like { UserId = user, PostId = post });
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            // the second click of a double click
        }
    }
}

public class Settings(Context db)
{
    public async Task Set(string name, string value)
    {
        var setting = await db.Settings.FirstOrDefaultAsync(s => s.Name == name);
        if (setting is null) db.Settings.Add(new Setting { Name = name, Value = value });
        else setting.Value = value;
        try { await db.SaveChangesAsync(); }
        catch (DbUpdateException) { await db.Settings.Where(s => s.Name == name).ExecuteUpdateAsync(s => s.SetProperty(x => x.Value, value)); }
    }
}

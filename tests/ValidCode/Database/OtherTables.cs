using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.OtherTables;

public class Customer { public int Id { get; set; } public bool Active { get; set; } }
public class Address { public int Id { get; set; } public int CustomerId { get; set; } }
public class Note { public int Id { get; set; } public int CustomerId { get; set; } public string Text { get; set; } = ""; }

public class Context : DbContext
{
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Address> Addresses => Set<Address>();
    public DbSet<Note> Notes => Set<Note>();
}

public class Addresses(Context db)
{
    public async Task Add(int customer)
    {
        if (!await db.Customers.AnyAsync(c => c.Id == customer)) throw new KeyNotFoundException();
        db.Addresses.Add(new Address { CustomerId = customer });
        await db.SaveChangesAsync();
    }
}

public class Notes(Context db)
{
    public async Task Add(int customer, string text)
    {
        var owner = await db.Customers.FindAsync(customer) ?? throw new KeyNotFoundException();
        if (!owner.Active) throw new InvalidOperationException();
        db.Notes.Add(new Note { CustomerId = owner.Id, Text = text });
        await db.SaveChangesAsync();
    }
}

public class NoteLog(Context db)
{
    public async Task<int> Add(int customer)
    {
        var position = await db.Notes.CountAsync(n => n.CustomerId == customer) + 1;
        db.Notes.Add(new Note { CustomerId = customer });
        await db.SaveChangesAsync();
        return position;
    }
}

public class NoteRemoval(Context db)
{
    public async Task Remove(int id)
    {
        var note = await db.Notes.FirstOrDefaultAsync(n => n.Id == id);
        if (note is null) return;
        db.Notes.Remove(note);
        await db.SaveChangesAsync();
    }
}

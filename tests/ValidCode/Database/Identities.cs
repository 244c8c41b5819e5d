using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.Identities;

public class Document { public int Id { get; set; } public Guid Number { get; set; } public int Revision { get; set; } public int Copies { get; set; } }

public class Context : DbContext
{
    public DbSet<Document> Documents => Set<Document>();
}

public class DocumentNumbers(Context db)
{
    public async Task Create()
    {
        db.Documents.Add(new Document { Number = Guid.NewGuid() });
        await db.SaveChangesAsync();
    }
}

public class LatestDocument(Context db)
{
    public async Task<int> Latest() => await db.Documents.MaxAsync(d => d.Revision) + 1;
}

public class DocumentStatistics(Context db)
{
    public async Task<bool> IsFull(int limit) => await db.Documents.CountAsync() >= limit;
}

public class DocumentReset(Context db)
{
    public async Task Reset(int id)
    {
        var document = await db.Documents.SingleAsync(d => d.Id == id);
        document.Revision = 1;
        document.Copies = 0;
        await db.SaveChangesAsync();
    }
}

public class DocumentPurge(Context db)
{
    public Task Purge() => db.Documents.Where(d => d.Copies == 0).ExecuteDeleteAsync();
}

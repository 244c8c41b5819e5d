using Microsoft.EntityFrameworkCore;
using System.ComponentModel.DataAnnotations;

namespace ValidCode.Database.HandedRows;

public class Document { public int Id { get; set; } public int Edits { get; set; } public int Position { get; set; } public string Text { get; set; } = ""; [Timestamp] public byte[] Version { get; set; } = []; }
public class Context : DbContext { public DbSet<Document> Documents => Set<Document>(); }

public class DocumentStore(Context db)
{
    public Task Edit(int id) => Update(id, document => document.Edits++);

    public Task Write(int id, string text) => Update(id, document => document.Text = text);

    private async Task Update(int id, Action<Document> change)
    {
        while (true)
        {
            var document = await db.Documents.SingleAsync(d => d.Id == id);
            change(document);
            try
            {
                await db.SaveChangesAsync();
                return;
            }
            catch (DbUpdateConcurrencyException)
            {
                db.ChangeTracker.Clear();
            }
        }
    }
}

public class Reordered(Context db)
{
    public async Task Reorder(List<int> ids)
    {
        var documents = await db.Documents.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id);
        for (var i = 0; i < ids.Count; i++)
            if (documents.TryGetValue(ids[i], out var document)) document.Position = i + 1;
        await db.SaveChangesAsync();
    }
}

public class Basket
{
    private readonly List<Line> _lines = [];

    public void Add(int product)
    {
        var line = _lines.FirstOrDefault(l => l.Product == product);
        if (line is null) _lines.Add(line = new Line { Product = product });
        line.Count++;
    }

    public class Line { public int Product { get; set; } public int Count { get; set; } }
}

public class Packing
{
    public Basket Pack(IEnumerable<int> products)
    {
        var basket = new Basket();
        foreach (var product in products) basket.Add(product);
        return basket;
    }
}

using Microsoft.EntityFrameworkCore;

namespace Corpus.Model;

public sealed class Asset__N__
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public int Uses { get; set; }

    public decimal Balance { get; set; }

    public string State { get; set; } = "new";

    public DateTime? ChangedAt { get; set; }

    public int? ParentId { get; set; }

    public Asset__N__? Parent { get; set; }

    public List<Asset__N__> Children { get; } = [];
}

public sealed partial class ModelContext : DbContext
{
    public DbSet<Asset__N__> Assets__N__ => Set<Asset__N__>();
}

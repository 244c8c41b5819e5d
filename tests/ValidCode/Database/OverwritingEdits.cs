using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.OverwritingEdits;

public class Article { public int Id { get; set; } public string Title { get; set; } = ""; public string Body { get; set; } = ""; public bool Hidden { get; set; } public DateTime Edited { get; set; } }
public record ArticleEdit(string Title, string Body);

public class Context : DbContext
{
    public DbSet<Article> Articles => Set<Article>();
}

/// <summary>The last writer wins, as in every edit form.</summary>
public class ArticleEditor(Context db)
{
    public async Task Edit(int id, ArticleEdit edit)
    {
        var article = await db.Articles.SingleAsync(a => a.Id == id);
        article.Title = edit.Title.Trim();
        article.Body = edit.Body;
        article.Edited = DateTime.UtcNow;
        await db.SaveChangesAsync();
    }
}

public class ArticleVisibility(Context db)
{
    public async Task Hide(int id)
    {
        var article = await db.Articles.FindAsync(id);
        if (article is null || article.Hidden) return;
        article.Hidden = true;
        await db.SaveChangesAsync();
    }
}

public class ArticleCleaner(Context db)
{
    public async Task Clean(int id)
    {
        var article = await db.Articles.SingleAsync(a => a.Id == id);
        article.Title = article.Title.Trim();
        article.Body = article.Body.Replace("\r\n", "\n");
        await db.SaveChangesAsync();
    }
}

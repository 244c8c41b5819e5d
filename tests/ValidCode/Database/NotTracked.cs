using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.NotTracked;

public class Report { public int Id { get; set; } public int Rows { get; set; } public List<Figure> Figures { get; } = []; }
public class Figure { public int Id { get; set; } public int Value { get; set; } }
public class View { public int Rows { get; set; } public int Total { get; set; } }

public class Context : DbContext
{
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<Figure> Figures => Set<Figure>();
}

public class ReportPreview(Context db)
{
    public async Task<Report> Preview(int id)
    {
        var report = await db.Reports.AsNoTracking().SingleAsync(r => r.Id == id);
        report.Rows += 1;
        return report;
    }
}

public class ReportView(Context db)
{
    public async Task<View> Show(int id)
    {
        var view = await db.Reports.Where(r => r.Id == id).Select(r => new View { Rows = r.Rows }).SingleAsync();
        view.Total += view.Rows;
        await db.SaveChangesAsync();
        return view;
    }
}

public class ReportTotals(Context db)
{
    public async Task<View> Sum()
    {
        var view = new View();
        foreach (var figure in await db.Figures.ToListAsync()) view.Total += figure.Value;
        return view;
    }
}

public class ReportDraft
{
    private readonly List<Report> _drafts = [];

    public void Count(int id)
    {
        var draft = _drafts.FirstOrDefault(d => d.Id == id);
        if (draft is null) _drafts.Add(draft = new Report { Id = id });
        draft.Rows++;
    }
}

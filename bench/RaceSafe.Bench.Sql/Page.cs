using System.Text;

namespace RaceSafe.Bench.Sql;

/// <summary>The page of figures: written to the console as it comes, and to a file at the end.</summary>
internal sealed class Page
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        _text.AppendLine(line);
        Console.WriteLine(line);
    }

    /// <summary>Writes the page into docs of the checkout. What people have written about the targets stays.</summary>
    public void Save(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        var page = Path.Combine((folder ?? throw new InvalidOperationException("Run it from a checkout.")).FullName, "docs", name);
        var before = File.Exists(page) ? File.ReadAllText(page) : "";
        var targets = before.IndexOf("\n## Targets", StringComparison.Ordinal);
        File.WriteAllText(page, _text + (targets < 0 ? "" : before[targets..]));
    }
}

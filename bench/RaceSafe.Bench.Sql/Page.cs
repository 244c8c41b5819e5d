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

    /// <summary>Writes the page into docs of the checkout.</summary>
    public void Save(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        File.WriteAllText(Path.Combine((folder ?? throw new InvalidOperationException("Run it from a checkout.")).FullName, "docs", name), _text.ToString());
    }
}

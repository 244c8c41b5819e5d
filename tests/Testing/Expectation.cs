using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Testing.Analyzers;

/// <summary>Compares what an analyzer found with what markup and <see cref="Setup.Expected"/> say.</summary>
internal sealed class Expectation(TestSolution test, IReadOnlyList<Expected> expected)
{
    private readonly Dictionary<string, (DocumentId Id, Markup Markup)> _files = test.Marked
        .ToDictionary(pair => test.Solution.GetDocument(pair.Key)!.FilePath!, pair => (pair.Key, pair.Value));

    public void Check(IEnumerable<Diagnostic> findings)
    {
        var unexpected = findings.ToList();
        var missing = new List<string>();
        foreach (var (path, (_, markup)) in _files)
            foreach (var (id, span) in markup.Findings)
                if (!Take(unexpected, finding => (id is null || finding.Id == id) && Stands(finding.Location, path, span)))
                    missing.Add($"  {id ?? "any id"} {Report.Show(SourceText.From(markup.Text), path, span)}");

        foreach (var one in expected)
            if (!Take(unexpected, finding => Fits(finding, one))) missing.Add("  " + Show(one));

        if (missing.Count + unexpected.Count == 0) return;
        var report = new StringBuilder("The findings are not the expected ones.\n");
        if (missing.Count > 0) report.Append("Missing:\n").AppendJoin("\n", missing).Append('\n');
        if (unexpected.Count > 0) report.Append("Unexpected:\n").AppendJoin("\n", unexpected.Select(Describe)).Append('\n');
        throw new VerificationException(report.ToString());
    }

    private static bool Take(List<Diagnostic> findings, Predicate<Diagnostic> match)
    {
        var index = findings.FindIndex(match);
        if (index >= 0) findings.RemoveAt(index);
        return index >= 0;
    }

    private bool Fits(Diagnostic finding, Expected one) =>
        finding.Id == one.Id
        && (one.Place is { } place ? Stands(finding.Location, place) : !finding.Location.IsInSource)
        && (one.Message is null || finding.GetMessage() == one.Message)
        && (one.Also is null || one.Also.Count == finding.AdditionalLocations.Count
            && one.Also.Zip(finding.AdditionalLocations).All(pair => Stands(pair.Second, pair.First)));

    private bool Stands(Location location, int place) =>
        Place(place) is var (path, span) && Stands(location, path, span);

    private static bool Stands(Location location, string path, TextSpan span) =>
        location.SourceTree?.FilePath == path && location.SourceSpan == span;

    private (string Path, TextSpan Span) Place(int number)
    {
        foreach (var (path, (_, markup)) in _files)
            if (markup.Places.TryGetValue(number, out var span)) return (path, span);
        throw new VerificationException($"No place is marked {{|#{number}:…|}}.");
    }

    private string Show(Expected one)
    {
        var where = one.Place is { } number && Place(number) is var (path, span)
            ? Report.Show(SourceText.From(_files[path].Markup.Text), path, span) : "(no place)";
        return $"{one.Id} {where}\n      {one.Message ?? "any message"}{(one.Also is null ? "" : $"\n      also at #{string.Join(", #", one.Also)}")}";
    }

    private static string Describe(Diagnostic finding) => Report.Show(finding) + string.Concat(finding.AdditionalLocations.Select(also =>
        also.SourceTree is { } tree ? $"\n      also {Report.Show(tree.GetText(), tree.FilePath, also.SourceSpan)}" : "\n      also outside of the sources"));
}

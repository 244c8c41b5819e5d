using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Testing.Analyzers;

/// <summary>
/// The markup of Microsoft.CodeAnalysis.Testing: <c>[|…|]</c> a finding, <c>{|RACE1001:…|}</c> a finding of that id,
/// <c>{|#0:…|}</c> a numbered place. Marks may nest.
/// </summary>
internal sealed partial class Markup
{
    private readonly List<(string? Id, TextSpan Span)> _findings = [];
    private readonly Dictionary<int, TextSpan> _places = [];

    private Markup(string text) => Text = text;

    public string Text { get; private set; }

    /// <summary>Marked findings; the id is null for <c>[|…|]</c>.</summary>
    public IReadOnlyList<(string? Id, TextSpan Span)> Findings => _findings;

    public IReadOnlyDictionary<int, TextSpan> Places => _places;

    public static Markup Parse(string marked)
    {
        var result = new Markup("");
        var text = new StringBuilder();
        var open = new Stack<(string? Name, int Start)>();
        var position = 0;
        foreach (Match mark in Marks().Matches(marked))
        {
            text.Append(marked, position, mark.Index - position);
            position = mark.Index + mark.Length;
            if (mark.Value is "[|" || mark.Groups["name"].Success)
                open.Push((mark.Value is "[|" ? null : mark.Groups["name"].Value, text.Length));
            else if (open.TryPop(out var start) && (start.Name is null) == mark.Value is "|]")
                result.Close(start.Name, TextSpan.FromBounds(start.Start, text.Length));
            else
                throw new VerificationException($"Markup: '{mark.Value}' at {mark.Index} closes nothing.");
        }

        if (open.Count > 0) throw new VerificationException($"Markup: {open.Count} mark(s) never closed.");
        result.Text = text.Append(marked, position, marked.Length - position).ToString();
        return result;
    }

    private void Close(string? name, TextSpan span)
    {
        if (name is ['#', .. var number]) _places.Add(int.Parse(number), span);
        else _findings.Add((name, span));
    }

    [GeneratedRegex(@"\[\||\|\]|\{\|(?<name>\#[0-9]+|[A-Z]+[0-9]+):|\|\}")]
    private static partial Regex Marks();
}

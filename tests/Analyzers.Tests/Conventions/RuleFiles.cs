using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Rules;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>Everything that belongs to one rule id: descriptors, page, tests.</summary>
internal sealed partial record RuleFiles(string Id, IReadOnlyList<DiagnosticDescriptor> Descriptors)
{
    /// <summary>Rules that were merged before their pages and tests. One of them is left alone until it has its page and both kinds of tests; then all
    /// checks hold for it. No rule is added here: a new one comes complete.</summary>
    private static readonly string[] s_pending =
    [
        "RACE1001", "RACE1002", "RACE1003", "RACE1004", "RACE1005", "RACE1010", "RACE1011", "RACE1012", "RACE1013",
        "RACE2001", "RACE2002", "RACE2003", "RACE2004", "RACE2005", "RACE2006", "RACE2007", "RACE2008", "RACE2009", "RACE2010", "RACE2011",
        "RACE3001", "RACE3002", "RACE3003", "RACE3004", "RACE3006", "RACE3007", "RACE3008", "RACE3009",
    ];

    public static IReadOnlyList<RuleFiles> All { get; } =
    [
        .. RuleCatalog.Descriptors.GroupBy(descriptor => descriptor.Id).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new RuleFiles(group.Key, [.. group])),
    ];

    /// <summary>For theories: every id whose files have to be complete.</summary>
    public static TheoryData<string> Ids => [.. All.Where(rule => !rule.IsPending).Select(rule => rule.Id)];

    public bool IsPending => s_pending.Contains(Id) && (!HasPage || TestFiles("Reports").Count == 0 || TestFiles("Silent").Count == 0);

    public string Title => Descriptors[0].Title.ToString();

    public string Severity => string.Join(" or ", Descriptors.Select(descriptor => descriptor.DefaultSeverity).Distinct().OrderDescending());

    public string PagePath => $"docs/rules/{Id}.md";

    public bool HasPage => File.Exists(Checkout.At(PagePath));

    public string Page => Checkout.Read(PagePath);

    /// <summary>What the table at the top of the page says about fixes.</summary>
    public string Fix => FixRow().Match(Page) is { Success: true } row ? row.Groups[1].Value.Trim() : throw new InvalidDataException($"{PagePath} has no row '| Fix | … |'.");

    public static RuleFiles Of(string id) => All.Single(rule => rule.Id == id);

    public IReadOnlyList<string> TestFiles(string kind) =>
        [.. Checkout.Files("tests/Analyzers.Tests/Rules", $"{Id}_{kind}*.cs")];

    [GeneratedRegex(@"^\| Fix \|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex FixRow();
}

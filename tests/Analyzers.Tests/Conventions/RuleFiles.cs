using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Rules;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>Everything that belongs to one rule id: descriptors, page, tests.</summary>
internal sealed partial record RuleFiles(string Id, IReadOnlyList<DiagnosticDescriptor> Descriptors)
{
    public static IReadOnlyList<RuleFiles> All { get; } =
    [
        .. RuleCatalog.Descriptors.GroupBy(descriptor => descriptor.Id).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new RuleFiles(group.Key, [.. group])),
    ];

    /// <summary>For theories: every id whose files have to be complete.</summary>
    public static TheoryData<string> Ids => [.. All.Select(rule => rule.Id)];

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

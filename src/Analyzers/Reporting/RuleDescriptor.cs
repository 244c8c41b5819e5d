using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Reporting;

/// <summary>The one place that makes descriptors: category, link and severity follow from the id and the certainty.</summary>
internal static class RuleDescriptor
{
    private const string HelpLink = "https://github.com/racesafe/racesafe/blob/main/docs/rules/";

    /// <param name="id">RACE and four digits; the first is the family.</param>
    /// <param name="title">What is wrong, as a statement.</param>
    /// <param name="message">What is lost, where the read is, who gets in between.</param>
    /// <param name="description">Why it loses data.</param>
    /// <param name="certainty">How sure a report is.</param>
    /// <param name="tags">Well-known tags.</param>
    public static DiagnosticDescriptor Create(string id, string title, string message, string description, Certainty certainty, params string[] tags) => new(
        id, title, message, CategoryOf(id), certainty == Certainty.Likely ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
        isEnabledByDefault: true, description, $"{HelpLink}{id}.md", tags);

    private static string CategoryOf(string id) => "RaceSafe." + id[4] switch
    {
        '0' => "Analyzer",
        '1' => "Memory",
        '2' => "Cache",
        '3' => "Database",
        '4' => "Files",
        _ => "Usage",
    };
}

/// <summary>Severity is a claim of certainty.</summary>
internal enum Certainty
{
    /// <summary>We would bet on it: a warning.</summary>
    Sure,

    /// <summary>Worth a look: information.</summary>
    Likely,
}

using System.Text.RegularExpressions;

namespace RaceSafe.Workbench;

/// <summary>One of our diagnostics in the output of a build.</summary>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Level"><c>warning</c> or <c>error</c>.</param>
/// <param name="Id">Rule.</param>
/// <param name="Message">Text.</param>
public sealed partial record Finding(string File, int Line, string Level, string Id, string Message)
{
    /// <summary>All findings of a build, each once although a build prints it twice, by file and line.</summary>
    public static IReadOnlyList<Finding> In(CommandResult build) =>
        [.. Pattern().Matches(build.Output)
            .Select(match => new Finding(
                Path.GetFileName(match.Groups["file"].Value.Trim()), int.Parse(match.Groups["line"].Value),
                match.Groups["level"].Value, match.Groups["id"].Value, match.Groups["message"].Value.Trim()))
            .Distinct()
            .OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line)];

    [GeneratedRegex(@"^(?<file>[^\r\n(]+)\((?<line>\d+),\d+\): (?<level>warning|error) (?<id>RACE\d{4}): (?<message>[^\r\n]+?)(?: \[[^\]\r\n]+\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Pattern();
}

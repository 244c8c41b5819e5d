using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Safety;

/// <summary>
/// Why something holds, in words that fit into a message or a trace, and where in the source one can see it.
/// A question that is answered with null has no such reason.
/// </summary>
/// <param name="Reason">The reason, as a clause: "it is static".</param>
/// <param name="Where">The place that shows it.</param>
internal sealed record Answer(string Reason, Location? Where)
{
    public override string ToString() => Where is { IsInSource: true } ? $"{Reason} ({Spot(Where)})" : Reason;

    private static string Spot(Location where)
    {
        var line = where.GetLineSpan();
        var path = line.Path;
        return $"{path.Substring(path.LastIndexOfAny(['/', '\\']) + 1)}:{line.StartLinePosition.Line + 1}";
    }
}

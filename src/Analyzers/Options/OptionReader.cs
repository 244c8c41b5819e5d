using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Analyzers.Options;

/// <summary>
/// The options of one compilation. An <c>.editorconfig</c> speaks for the files of its folder, so they are read per file, once, when asked for.
/// The file's own settings win over global configs, and these over MSBuild properties. What cannot be read has its default.
/// </summary>
internal sealed class OptionReader(AnalyzerConfigOptionsProvider provider)
{
    private const string BuildProperty = "build_property.";

    private readonly ConcurrentDictionary<SyntaxTree, RaceOptions> _known = new();

    public RaceOptions For(SyntaxTree tree) => _known.TryGetValue(tree, out var known) ? known : _known.GetOrAdd(tree, Read(provider.GetOptions(tree)));

    /// <summary>The options of the file in which a method is.</summary>
    public RaceOptions For(IMethodSymbol method) => method.Locations.FirstOrDefault()?.SourceTree is { } tree ? For(tree) : RaceOptions.Default;

    /// <summary>What is wrong with the options, each problem once however many files see it.</summary>
    public IEnumerable<Problem> Problems(Compilation compilation, CancellationToken cancellation)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Check(provider.GlobalOptions, found);
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            Check(provider.GetOptions(tree), found);
        }

        return found.Select(message => new Problem(message, Location.None));
    }

    private RaceOptions Read(AnalyzerConfigOptions own)
    {
        var options = RaceOptions.Default;
        foreach (var option in OptionTable.All)
            if (Find(option, own, out var value)) options = option.Set(options, Normal(value)) ?? options;
        return options;
    }

    private bool Find(Option option, AnalyzerConfigOptions own, [NotNullWhen(true)] out string? value) =>
        own.TryGetValue(option.Key, out value) || provider.GlobalOptions.TryGetValue(option.Key, out value)
        || (option.Property is { } property && provider.GlobalOptions.TryGetValue(BuildProperty + property, out value) && value.Length > 0);

    private static void Check(AnalyzerConfigOptions options, SortedSet<string> found)
    {
        foreach (var key in options.Keys)
            if (key.StartsWith(OptionTable.Prefix, StringComparison.OrdinalIgnoreCase) && !OptionTable.All.Any(option => option.Key == key.ToLowerInvariant()))
                found.Add($"Option '{key}' is unknown{NearestMatch.Hint(key, OptionTable.All.Select(option => option.Key))}");
        foreach (var option in OptionTable.All)
        {
            if (options.TryGetValue(option.Key, out var value)) Check(option, option.Key, value, found);
            if (option.Property is { } property && options.TryGetValue(BuildProperty + property, out value) && value.Length > 0) Check(option, property, value, found);
        }
    }

    private static void Check(Option option, string name, string value, SortedSet<string> found)
    {
        if (option.Set(RaceOptions.Default, Normal(value)) is null)
            found.Add($"Option '{name}' is '{value}'; it takes {option.Meaning}{NearestMatch.Hint(value, option.Values)}");
    }

    private static string Normal(string value) => value.Trim().ToLowerInvariant();
}

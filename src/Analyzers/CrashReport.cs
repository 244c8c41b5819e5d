using System.Diagnostics;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.Analyzers;

/// <summary>
/// Turns a crash into one RACE0000. Left alone it would be an AD0001 that ends every rule for the rest of the build, and the build itself
/// where warnings are errors.
/// </summary>
internal static class CrashReport
{
    private const uint FnvOffset = 2166136261, FnvPrime = 16777619;

    /// <param name="what">The rule, or the part of the engine.</param>
    /// <param name="method">The method under analysis.</param>
    /// <param name="crash">What was thrown.</param>
    public static Diagnostic Of(string what, IMethodSymbol method, Exception crash)
    {
        var where = method.Locations.FirstOrDefault() ?? Location.None;
        var path = where.SourceTree?.FilePath ?? "";
        return Diagnostic.Create(
            OwnDescriptors.Crash, where, what, method.Name, path.Substring(path.LastIndexOfAny(['/', '\\']) + 1), crash.GetType().Name, StackHash(crash));
    }

    /// <summary>FNV-1a over the names of the frames: the same for one mistake on every machine, and telling nothing of the user's code.</summary>
    public static string StackHash(Exception crash)
    {
        var hash = FnvOffset;
        foreach (var frame in new StackTrace(crash).GetFrames() ?? [])
            foreach (var letter in $"{frame.GetMethod()?.DeclaringType?.FullName}.{frame.GetMethod()?.Name};") hash = (hash ^ letter) * FnvPrime;
        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}

using System.Reflection;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>The files of the repository, as the build that made this test saw it.</summary>
internal static class Checkout
{
    private static readonly string s_root = typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(fact => fact.Key == "RepositoryRoot").Value!;

    public static string At(string path) => Path.Combine(s_root, path);

    public static string Read(string path) => File.ReadAllText(At(path)).ReplaceLineEndings("\n");

    /// <summary>Files below a folder that are written by people, with paths relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern = "*.cs") => !Directory.Exists(At(folder)) ? [] : Directory
        .EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(s_root, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/bin/") && !path.Contains("/obj/") && !path.EndsWith(".g.cs", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}

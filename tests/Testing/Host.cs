using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Testing.Analyzers;

/// <summary>The compiler that the tests run on.</summary>
public static class Host
{
    /// <summary>Major and minor version of Roslyn.</summary>
    public static string Version { get; } = typeof(CSharpCompilation).Assembly.GetName().Version!.ToString(2);

    /// <summary>The newest language version that is not a preview here.</summary>
    public static LanguageVersion Language { get; } = LanguageVersion.Latest.MapSpecifiedToEffectiveVersion();

    /// <summary>Whether sources may use C# 14. Roslyn 4.14 ends at C# 13.</summary>
    public static bool HasCSharp14 => (int)Language >= 1400;
}

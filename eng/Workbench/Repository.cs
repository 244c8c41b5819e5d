namespace RaceSafe.Workbench;

/// <summary>Where this checkout stands.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path inside the checkout.</summary>
    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        // A file-based program runs from a cache folder, a test from its output folder: one of the two lies in the checkout.
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "RaceSafe.Analyzers.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("Run this from inside a checkout: no RaceSafe.Analyzers.sln here or above.");
    }
}

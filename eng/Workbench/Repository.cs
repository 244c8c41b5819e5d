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
        // A file-based program is built into a cache folder and knows its source; all others run from inside the checkout.
        var start = AppContext.GetData("EntryPointFilePath") as string ?? AppContext.BaseDirectory;
        for (var folder = Directory.GetParent(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RaceSafe.Analyzers.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No RaceSafe.Analyzers.sln above '{start}'.");
    }
}

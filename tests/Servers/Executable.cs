namespace RaceSafe.Servers;

/// <summary>Finds programs where package managers put them.</summary>
public static class Executable
{
    /// <summary>Full path of the program, or null when it is not installed.</summary>
    /// <param name="name">Name without extension.</param>
    /// <param name="folders">Folders to look in besides the path.</param>
    public static string? Find(string name, IEnumerable<string>? folders = null)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return path.Concat(folders ?? []).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RaceSafe.Testing;

/// <summary>Processes by their parents, and the two signals that freeze and thaw, without the help of tools that a small system lacks.</summary>
internal static class ProcessTree
{
    /// <summary>The process and all that descend from it.</summary>
    public static IEnumerable<int> Of(int root) => Children(root).SelectMany(Of).Prepend(root);

    /// <summary>SIGSTOP or SIGCONT. A process that is gone is none of our business.</summary>
    public static void Signal(int id, bool stop)
    {
        var (sigstop, sigcont) = OperatingSystem.IsMacOS() ? (17, 19) : (19, 18);
        _ = Kill(id, stop ? sigstop : sigcont);
    }

    private static List<int> Children(int parent)
    {
        if (OperatingSystem.IsMacOS())
        {
            using var pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-P", parent.ToString()]) { RedirectStandardOutput = true })!;
            var lines = pgrep.StandardOutput.ReadToEnd();
            pgrep.WaitForExit();
            return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        }
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && ParentOf(folder) == parent) children.Add(id);
        return children;
    }

    private static int ParentOf(string folder)
    {
        try
        {
            // "id (name) state parent ...", and the name may hold blanks and brackets.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int id, int signal);
}

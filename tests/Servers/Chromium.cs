using Xunit;

namespace RaceSafe.Servers;

/// <summary>The browser of tests that look at pages: the system's own, since a test downloads none.</summary>
public static class Chromium
{
    /// <summary>Path of Chromium or Chrome, or null when neither is installed.</summary>
    public static string? Path { get; } = new[] { "chromium", "google-chrome", "chromium-browser", "google-chrome-stable", "chrome" }
        .Select(name => Executable.Find(name,
        [
            "/Applications/Google Chrome.app/Contents/MacOS", @"C:\Program Files\Google\Chrome\Application", @"C:\Program Files (x86)\Google\Chrome\Application",
        ]))
        .FirstOrDefault(path => path is not null);
}

/// <summary>
/// A test in a browser, and perhaps with servers. Without them the test is skipped, and its report says so; with <c>CI=true</c> it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Names the servers that the test needs besides the browser.</summary>
    public BrowserFactAttribute(params RealServer[] servers)
    {
        Skip = servers.Select(server => new RealServerFactAttribute(server).Skip).FirstOrDefault(reason => reason is not null);
        if (Chromium.Path is null && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "Chromium is not installed; 'dotnet run eng/test.cs' tries to install it.";
    }
}

using System.Diagnostics;

namespace RaceSafe.Workbench;

/// <summary>Says on the console what is going on: each step with its number and time, and a sign of life while one takes long.</summary>
/// <param name="steps">How many steps there will be.</param>
public sealed class Progress(int steps)
{
    private static readonly TimeSpan _signOfLife = TimeSpan.FromSeconds(30);
    private int _step;

    /// <summary>Runs one step.</summary>
    /// <param name="name">What it does.</param>
    /// <param name="work">The step; the text it returns is printed after the time.</param>
    public async Task StepAsync(string name, Func<Task<string>> work)
    {
        var prefix = $"[{++_step}/{steps}] {name}";
        Console.WriteLine($"{prefix} ...");
        var watch = Stopwatch.StartNew();
        var running = work();
        while (await Task.WhenAny(running, Task.Delay(_signOfLife)).ConfigureAwait(false) != running)
            Console.WriteLine($"{prefix} ... {watch.Elapsed.TotalSeconds:0} s");
        var outcome = await running.ConfigureAwait(false);
        Console.WriteLine($"{prefix}: {(outcome.Length == 0 ? "done" : outcome)} ({watch.Elapsed.TotalSeconds:0.0} s)");
    }
}

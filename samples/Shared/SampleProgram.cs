namespace Samples;

/// <summary>What the programs of the samples have in common.</summary>
internal static class SampleProgram
{
    /// <summary>Runs a program until it ends or Ctrl+C is pressed, and returns its exit code. What it disposes is gone in either case.</summary>
    /// <param name="help">Text for <c>--help</c>, and for arguments that are not known.</param>
    /// <param name="args">Arguments.</param>
    /// <param name="run">The program; null when it does not know the arguments.</param>
    public static async Task<int> RunAsync(string help, string[] args, Func<string[], CancellationToken, Task?> run)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(help);
            return 0;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            if (run(args, stop.Token) is { } running)
            {
                await running;
                return 0;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped.");
            return 1;
        }

        Console.Error.WriteLine($"These arguments are not known: {string.Join(' ', args)}\n\n{help}");
        return 2;
    }
}

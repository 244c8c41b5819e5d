using System.Diagnostics;
using RaceSafe;
using RaceSafe.LockHolder;

// <mode> <where the locks are> <where the row is> <name> <lease in ms>; see HolderProcess.
var (mode, locks, name, lease) = (args[0], Places.LocksAt(args[1]), args[3], TimeSpan.FromMilliseconds(int.Parse(args[4])));
var rows = Places.RowsAt(args[2]);
var options = new LockOptions { Lease = lease };
switch (mode)
{
    case "write": await WriteAsync(); break;
    case "starve": Starve(); break;
    case "fight": await FightAsync(); break;
}

// Holds the lock and writes under it, slowly: between the check that the lock is held and the statement there is time to be stopped.
async Task WriteAsync()
{
    await using var held = await locks.AcquireAsync(name, options);
    Say($"held {held.Fence}");
    try
    {
        Say(await rows.UpdateFencedAsync("account", ("id", 1), "fence", held, new SlowValues()) ? "applied" : "no row");
    }
    catch (Exception refused)
    {
        Say(refused.GetType().Name);
    }
}

// Lets no thread of the pool run, so that neither the renewal nor the timer of the end do.
void Starve()
{
    var held = locks.AcquireAsync(name, options).AsTask().GetAwaiter().GetResult();
    Say($"held {held.Fence}");
    ThreadPool.SetMinThreads(1, 1);
    ThreadPool.SetMaxThreads(Environment.ProcessorCount, 2);
    for (var i = 0; i < 1000; i++) ThreadPool.UnsafeQueueUserWorkItem(_ => Thread.Sleep(TimeSpan.FromMinutes(1)), null);
    Thread.Sleep(lease * 2);
    try
    {
        held.ThrowIfLost();
        Say("thinks that it holds the lock");
    }
    catch (LockLostException lost)
    {
        Say($"knows: {lost.Loss}, told: {held.Lost.IsCancellationRequested}");
    }

    Environment.Exit(0);
}

// Takes the lock again and again, adds one to the row under it, and says when by a clock that all processes share.
async Task FightAsync()
{
    while (true)
    {
        await Task.Delay(Random.Shared.Next(20));
        try
        {
            await using var held = await locks.AcquireAsync(name, options);
            Say($"B {held.Fence} {Stopwatch.GetTimestamp()}");
            try
            {
                await held.RunAsync(async stop =>
                {
                    var row = await rows.ReadFencedAsync("account", ("id", 1), "fence", held, cancellationToken: stop);
                    await Task.Delay(Random.Shared.Next(4), stop);
                    await rows.UpdateFencedAsync("account", ("id", 1), "fence", held,
                        new Dictionary<string, object?> { ["balance"] = Convert.ToInt64(row!["balance"]) + 1 }, cancellationToken: stop);
                });
                Say($"E {held.Fence} {Stopwatch.GetTimestamp()}");
            }
            catch (Exception lost) when (lost is LockLostException or StaleFenceException)
            {
                Say($"L {held.Fence} {lost.GetType().Name}");
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Say($"X {failure.GetType().Name} {failure.Message.ReplaceLineEndings(" ")}");
            await Task.Delay(50);
        }
    }
}

static void Say(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}

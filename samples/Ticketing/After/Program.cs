using Samples;
using Ticketing;

const string help = $"""
    {LoadTest.Help}

      locking   phase 1, lock and count; without it phase 2, the counter column
    """;

return await SampleProgram.RunAsync(help, args, (rest, stop) => rest switch
{
    [] => LoadTest.RunAsync(db => new CountingTicketing(db), stop, "counter"),
    ["locking"] => LoadTest.RunAsync(db => new LockingTicketing(db), stop), // needs no counter
    _ => null,
});

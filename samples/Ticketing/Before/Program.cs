using Samples;
using Ticketing;

return await SampleProgram.RunAsync(LoadTest.Help, args, (rest, stop) => rest is [] ? LoadTest.RunAsync(db => new RacyTicketing(db), stop) : null);

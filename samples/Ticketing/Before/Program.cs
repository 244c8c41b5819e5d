using Ticketing;

await LoadTest.RunAsync(db => new RacyTicketing(db));

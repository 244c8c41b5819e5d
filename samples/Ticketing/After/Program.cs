using Ticketing;

// "locking" runs phase 1, which needs no counter.
if (args is ["locking"]) await LoadTest.RunAsync(db => new LockingTicketing(db));
else await LoadTest.RunAsync(db => new CountingTicketing(db), "counter");

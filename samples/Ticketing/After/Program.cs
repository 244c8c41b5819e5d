using Ticketing;

// "locking" runs phase 1, which needs no counter.
if (args is ["locking"]) await LoadTest.RunAsync(db => new LockingTicketing(db), migrations: "counter");
else await LoadTest.RunAsync(db => new CountingTicketing(db), migrations: "counter");

using LivePoll;

return await PollProgram.RunAsync(args, new PollMode("after", (db, voters) => new AtomicVoting(db, voters)));

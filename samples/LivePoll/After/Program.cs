using LivePoll;

return await PollProgram.RunAsync(args, new PollMode(AtomicVoting.Mode, (db, voters) => new AtomicVoting(db, voters)));

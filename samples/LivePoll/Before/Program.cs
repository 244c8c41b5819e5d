using LivePoll;

return await PollProgram.RunAsync(args, new PollMode("before", (db, voters) => new RacyVoting(db, voters)));

using LivePoll;

return await PollProgram.RunAsync(args, new PollMode(RacyVoting.Mode, (db, voters) => new RacyVoting(db, voters)));

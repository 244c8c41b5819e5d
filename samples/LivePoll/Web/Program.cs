using LivePoll;

// Both ways of counting in one application: the page shows a switch.
return await PollProgram.RunAsync(args, PollModes.After, PollModes.Before);

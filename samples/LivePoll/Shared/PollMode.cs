namespace LivePoll;

/// <summary>A way of counting votes, by the name under which the page offers it.</summary>
public sealed record PollMode(string Name, Func<PollContext, IVoterCheck, IVoting> Create);

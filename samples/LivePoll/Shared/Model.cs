namespace LivePoll;

/// <summary>One of the answers that people vote for.</summary>
public sealed class Option
{
    public int Id { get; set; }

    public required string Text { get; set; }

    /// <summary>The count that everybody sees.</summary>
    public int Votes { get; set; }
}

/// <summary>A vote that was accepted: what its voter, every page and the log are told.</summary>
public sealed class VoteEvent
{
    public int Id { get; set; }

    public int OptionId { get; set; }

    /// <summary>Votes of the option, this one included.</summary>
    public int VotesAfter { get; set; }

    /// <summary>How it was counted: the name of a <see cref="PollMode"/>.</summary>
    public required string Mode { get; set; }

    public DateTime At { get; set; }
}

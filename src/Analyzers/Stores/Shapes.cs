namespace RaceSafe.Analyzers.Stores;

/// <summary>What <see cref="AccessSpec.Shape"/> says about access to rows.</summary>
internal static class Shapes
{
    /// <summary>The greatest or least value of a column.</summary>
    public const string Extreme = "extreme";

    /// <summary>One statement that changes every row of a query.</summary>
    public const string SetBased = "set-based";

    /// <summary>A whole object is handed to the context to overwrite its row.</summary>
    public const string Attached = "attached";

    /// <summary>An object is handed to the context as the row that is there: what is changed afterwards overwrites the row.</summary>
    public const string Followed = "followed";

    /// <summary>An object carries the SQL text and its parameters.</summary>
    public const string Command = "command";

    /// <summary>A command with its text and parameters is put into a batch.</summary>
    public const string Batched = "batched";

    /// <summary>The objects read are not tracked: changing one changes nothing in the store.</summary>
    public const string Untracked = "untracked";

    /// <summary>A repository gives rows out and takes them back; its code is not in sight.</summary>
    public const string Repository = "repository";
}

namespace RaceSafe;

/// <summary>What a failed attempt left behind; decides whether it may be repeated.</summary>
public enum FailureClass
{
    /// <summary>The operation surely did not take place (refused before it ran, rolled back, never sent). Safe to repeat.</summary>
    NotApplied,

    /// <summary>The operation did not take place and never will as it stands (wrong type, constraint, syntax). Repeating is useless.</summary>
    Deterministic,

    /// <summary>The operation may have taken place: the reply was lost. Repeating is safe only with an <see cref="OperationId"/>.</summary>
    Unknown,
}

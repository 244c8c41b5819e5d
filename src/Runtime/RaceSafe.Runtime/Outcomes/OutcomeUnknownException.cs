namespace RaceSafe;

/// <summary>What a store says, when asked afterwards, about an operation whose reply was lost.</summary>
public enum Confirmation
{
    /// <summary>It cannot be known: the operation had no id, or the store cannot be reached.</summary>
    Unknown,

    /// <summary>The operation took place.</summary>
    Applied,

    /// <summary>The store has no trace of the operation. A request still under way may arrive later; calling again with the same id is safe.</summary>
    NotApplied,
}

/// <summary>
/// The reply of an operation was lost and repeating it could apply it twice: it may or may not have taken place.
/// Give the operation an <see cref="RaceSafe.OperationId"/> to have it repeated safely instead.
/// </summary>
/// <param name="backend">The store's <see cref="IAtomicStore.Backend"/>.</param>
/// <param name="operationId">The id that the operation carried, if any.</param>
/// <param name="innerException">The failure of the last attempt.</param>
/// <param name="confirm">Asks the store for a trace of the operation; null when it keeps none.</param>
public sealed class OutcomeUnknownException(
    string backend,
    OperationId operationId,
    Exception? innerException,
    Func<CancellationToken, ValueTask<Confirmation>>? confirm = null)
    : Exception(MessageFor(backend, operationId), innerException)
{
    /// <summary>The store's <see cref="IAtomicStore.Backend"/>.</summary>
    public string Backend { get; } = backend;

    /// <summary>The id that the operation carried; <see cref="OperationId.None"/> when it had none.</summary>
    public OperationId OperationId { get; } = operationId;

    /// <summary>
    /// Asks the store whether the operation took place. Fails as any read of the store does when it is still out of reach.
    /// </summary>
    public async ValueTask<Confirmation> ConfirmAsync(CancellationToken cancellationToken = default)
    {
        var found = confirm is null ? Confirmation.Unknown : await confirm(cancellationToken).ConfigureAwait(false);
        Instruments.OutcomeUnknown(Backend, found switch { Confirmation.Applied => "applied", Confirmation.NotApplied => "not_applied", _ => "unknown" });
        return found;
    }

    private static string MessageFor(string backend, OperationId id) => id.IsNone
        ? $"The reply from {backend} was lost: the operation may have taken place, and it carried no operation id that would make it safe to repeat."
        : $"The reply from {backend} was lost and its deadline has passed: operation '{id}' may have taken place; calling again with the same id is safe.";
}

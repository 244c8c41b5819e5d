using Microsoft.Extensions.Options;

namespace RaceSafe;

/// <summary>Options that all back ends share; each derives its own.</summary>
public class AtomicStoreOptions
{
    /// <summary>
    /// How long the id of an applied operation is remembered. Longer than <see cref="RetryPolicy.TotalBudget"/> of <see cref="Retry"/>, and longer
    /// than any caller keeps retrying: a repeat that comes later is applied again. 1 ms to 36,500 days. Default 10 minutes.
    /// </summary>
    public TimeSpan OperationIdLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Pauses and deadline of repeated attempts. Default <see cref="RetryPolicy.Default"/>.</summary>
    public RetryPolicy Retry { get; set; } = RetryPolicy.Default;

    /// <summary>Checks every property.</summary>
    /// <exception cref="OptionsValidationException">A property is out of range; the message names it.</exception>
    public void Validate()
    {
        var errors = FindErrors().ToList();
        if (errors.Count > 0) throw new OptionsValidationException(Options.DefaultName, GetType(), errors);
    }

    /// <summary>All errors, each beginning with the name of the property. A derived class adds its own.</summary>
    protected internal virtual IEnumerable<string> FindErrors()
    {
        if (Retry is null)
            yield return $"{nameof(Retry)} must not be null.";
        else if (Retry.FindError() is { } error)
            yield return $"{nameof(Retry)}.{error}.";
        else if (OperationIdLifetime <= Retry.TotalBudget)
            yield return $"{nameof(OperationIdLifetime)} ({OperationIdLifetime}) must be longer than {nameof(Retry)}.{nameof(RetryPolicy.TotalBudget)} ({Retry.TotalBudget}), or a late retry is applied twice.";

        if (OperationIdLifetime < AtomicArguments.MinTtl || OperationIdLifetime > AtomicArguments.MaxTtl)
            yield return $"{nameof(OperationIdLifetime)} must be between 1 ms and 36,500 days, not {OperationIdLifetime}.";
    }
}

namespace RaceSafe;

/// <summary>
/// Names one request, so that a retry or a duplicate of it returns the first result: <c>v1:</c>, a scope, and the SHA-256 of the parts. The same
/// parts give the same key in every process, culture and version of the runtime; no part can be read back from it.
/// </summary>
public readonly record struct IdempotencyKey
{
    /// <summary>Longest scope, in characters.</summary>
    public const int MaxScopeLength = 128;

    private readonly string? _value;

    private IdempotencyKey(string value) => _value = value;

    /// <summary>The text of the key.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("No key is given; make one with IdempotencyKey.Create.");

    /// <summary>Makes the key of a request.</summary>
    /// <param name="scope">
    /// What is done, such as <c>orders/create</c>: 1 to 128 of the characters A–Z, a–z, 0–9 and <c>. _ - / :</c>. It is not hashed.
    /// </param>
    /// <param name="parts">
    /// What tells one request from another, such as the tenant and the client's own key. Strings, numbers, booleans, enums, <see cref="Guid"/>, dates,
    /// times, byte arrays and null. Equal integers are equal whatever their type; <c>1.0m</c> equals <c>1.00m</c>; <c>("a", "bc")</c> never equals <c>("ab", "c")</c>.
    /// </param>
    /// <exception cref="ArgumentException">The scope is malformed, there is no part, or a part is of another type.</exception>
    public static IdempotencyKey Create(string scope, params ReadOnlySpan<object?> parts)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        if (scope.Length > MaxScopeLength || scope.AsSpan().ContainsAnyExcept(ScopeCharacters))
            throw new ArgumentException($"A scope has 1 to {MaxScopeLength} of the characters A-Z a-z 0-9 . _ - / : and not '{scope}'.", nameof(scope));
        if (parts.IsEmpty) throw new ArgumentException("A key of no parts would be the same for every request.", nameof(parts));

        var hash = new CanonicalHash();
        foreach (var part in parts) hash.Add(part);
        return new($"v1:{scope}:{hash.Finish()}");
    }

    /// <inheritdoc/>
    public override string ToString() => _value ?? "(none)";

    private static System.Buffers.SearchValues<char> ScopeCharacters { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/:");
}

using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>What fluent configuration says, by entity name.</summary>
internal sealed class ModelFacts
{
    private readonly Dictionary<string, List<Token>> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<UniqueColumns>> _unique = new(StringComparer.Ordinal);

    public IReadOnlyList<Token>? Tokens(string entity) => _tokens.TryGetValue(entity, out var tokens) ? tokens : null;

    public IReadOnlyList<UniqueColumns> Unique(string entity) => _unique.TryGetValue(entity, out var unique) ? unique : [];

    public void Add(string entity, Token token)
    {
        if (!_tokens.TryGetValue(entity, out var known)) _tokens[entity] = known = [];
        known.Add(token);
    }

    public void Add(string entity, UniqueColumns unique)
    {
        if (!_unique.TryGetValue(entity, out var known)) _unique[entity] = known = [];
        known.Add(unique);
    }

    /// <summary>A column that an update compares with what was loaded.</summary>
    /// <param name="Column">Its name.</param>
    /// <param name="IsRowVersion">It changes with every update of the row; otherwise it protects only its own value.</param>
    /// <param name="Where">The configuration.</param>
    internal sealed record Token(string Column, bool IsRowVersion, Location Where);

    /// <summary>Columns of which no two rows have the same values.</summary>
    internal sealed record UniqueColumns(IReadOnlyList<string> Columns, Location Where, bool IsKey = false);
}

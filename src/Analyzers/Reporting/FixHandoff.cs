using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Reporting;

/// <summary>
/// All that a fix needs to know about a finding. The rule writes it into the diagnostic, the fix reads it back and never matches again.
/// Places become the diagnostic's additional locations, in the order of the witness; facts become its properties.
/// </summary>
internal sealed class FixHandoff
{
    private const string PlacesKey = "racesafe.places";
    private const string ActionsKey = "racesafe.actions";

    private readonly ImmutableArray<(string Role, Location Where)> _places;
    private readonly ImmutableDictionary<string, string?> _facts;

    private FixHandoff(
        ImmutableArray<string> actions, ImmutableArray<(string Role, Location Where)> places, ImmutableDictionary<string, string?> facts)
    {
        Actions = actions;
        _places = places;
        _facts = facts;
    }

    /// <summary>A finding without a mechanical cure.</summary>
    public static FixHandoff None { get; } = new(ImmutableArray<string>.Empty, ImmutableArray<(string, Location)>.Empty, ImmutableDictionary<string, string?>.Empty);

    /// <summary>Names of the rewrites that are right here (see <see cref="FixActions"/>), the safe default first.</summary>
    public ImmutableArray<string> Actions { get; }

    /// <summary>The locations, in order: additional locations of the diagnostic.</summary>
    public IEnumerable<Location> Locations => _places.Select(place => place.Where);

    /// <summary>Adds a rewrite to the end of the list.</summary>
    public FixHandoff Offer(string action) => new(Actions.Add(action), _places, _facts);

    /// <summary>Adds a place under a role (see <see cref="FixRoles"/>). One role may hold several places.</summary>
    public FixHandoff At(string role, Location where) => new(Actions, _places.Add((role, where)), _facts);

    /// <summary>Adds a fact, such as the operator of an update.</summary>
    public FixHandoff With(string fact, string value) => new(Actions, _places, _facts.SetItem(fact, value));

    /// <summary>The first place of that role, or null.</summary>
    public Location? Place(string role)
    {
        foreach (var place in _places)
            if (place.Role == role) return place.Where;
        return null;
    }

    /// <summary>All places of that role, in order.</summary>
    public IEnumerable<Location> Places(string role) => _places.Where(place => place.Role == role).Select(place => place.Where);

    /// <summary>The fact of that name, or null.</summary>
    public string? Fact(string name) => _facts.TryGetValue(name, out var value) ? value : null;

    /// <summary>The properties to put on the diagnostic.</summary>
    public ImmutableDictionary<string, string?> ToProperties() => _facts
        .SetItem(ActionsKey, string.Join(",", Actions))
        .SetItem(PlacesKey, string.Join(",", _places.Select(place => place.Role)));

    /// <summary>Reads back what a rule wrote. Null when the diagnostic carries none, or carries it incompletely.</summary>
    public static FixHandoff? From(Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(ActionsKey, out var actions) || actions is null) return null;
        if (!diagnostic.Properties.TryGetValue(PlacesKey, out var roles) || roles is null) return null;
        var names = Split(roles);
        if (names.Length != diagnostic.AdditionalLocations.Count) return null;
        var places = ImmutableArray.CreateBuilder<(string, Location)>(names.Length);
        for (var i = 0; i < names.Length; i++) places.Add((names[i], diagnostic.AdditionalLocations[i]));
        return new(Split(actions).ToImmutableArray(), places.MoveToImmutable(), diagnostic.Properties.Remove(ActionsKey).Remove(PlacesKey));
    }

    private static string[] Split(string list) => list.Length == 0 ? [] : list.Split(',');
}

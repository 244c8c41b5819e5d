namespace RaceSafe;

/// <summary>Columns that a caller gives values for, as the parts of statements. They are checked.</summary>
internal readonly struct GivenColumns(KeyValuePair<string, object?>[]? given)
{
    private KeyValuePair<string, object?>[] Given => given ?? [];

    public ColumnNames Columns => given is null ? default : ColumnNames.Of([.. given.Select(v => v.Key)]);

    public string Names => string.Concat(Given.Select(v => $", {SqlIdentifier.Quote(v.Key)}"));

    public string Values => string.Concat(Given.Select((_, i) => $", @racesafe_v{i}"));

    public IEnumerable<string> Assignments => Given.Select((v, i) => $"{SqlIdentifier.Quote(v.Key)} = @racesafe_v{i}");

    public (string, object?)[] Parameters => given is null ? [] : [.. given.Select((v, i) => ($"racesafe_v{i}", v.Value))];
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Options;

/// <summary>
/// The user's own store tables, from AdditionalFiles named <c>racesafe.stores.json</c> (docs/stores.md). What cannot be understood is a
/// <see cref="Problem"/> with its line, and the rest of the file counts.
/// </summary>
internal sealed class StoresFile : StoreTable
{
    public const string Name = "racesafe.stores.json";

    private readonly List<StoreType> _types = [];
    private readonly List<Problem> _problems = [];
    private readonly List<StoresFileType> _claims = [];
    private readonly string _path;
    private readonly SourceText _text;

    private StoresFile(string path, SourceText text)
    {
        _path = path;
        _text = text;
    }

    public override IReadOnlyList<StoreType> Types => _types;

    public override bool HoldsRows => _types.Any(type => type.Rows.Values.Any(rows => rows.Any(row => row.HoldsRows)));

    /// <summary>What the file holds that is wrong in any project.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    public static ImmutableArray<StoresFile> Among(ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<StoresFile>();
        foreach (var file in files)
        {
            var name = file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1);
            if (name.Equals(Name, StringComparison.OrdinalIgnoreCase) && file.GetText(cancellation) is { } text) found.Add(Parse(file.Path, text));
        }

        return found.ToImmutable();
    }

    public static StoresFile Parse(string path, SourceText text)
    {
        var file = new StoresFile(path, text);
        var (root, mistake, where) = JsonReader.Read(text.ToString());
        if (root is null) file.Complain(where, mistake!);
        else file.Root(root);
        return file;
    }

    /// <summary>Types, members and parameters that the file names and this compilation does not have. A type that is not there at all is
    /// no mistake: one file serves many projects.</summary>
    public IEnumerable<Problem> Against(Compilation compilation) =>
        _claims.SelectMany(claim => claim.Missing(compilation)).Select(missing => At(missing.Where, missing.Message));

    private void Root(JsonValue root)
    {
        if (!Is(root, JsonKind.Object, "the file")) return;
        Known(root, "$schema", "stores");
        if (root["stores"] is not { } stores) Complain(root.Span, "'stores' is missing");
        else if (Is(stores, JsonKind.Array, "'stores'"))
            foreach (var store in stores.Items) Store(store);
    }

    private void Store(JsonValue store)
    {
        if (!Is(store, JsonKind.Object, "a store")) return;
        Known(store, "type", "store", "members");
        if (Required(store, "type") is not { } type || Required(store, "store") is not { } word || store["members"] is not { } members)
        {
            if (store["members"] is null) Complain(store.Span, "'members' is missing");
            return;
        }

        if (Vocabulary.Store(word.Text) is not { } kind) Unknown(word, "store", Vocabulary.Stores);
        else if (Is(members, JsonKind.Array, "'members'")) Add(type, kind, members.Items);
    }

    private void Add(JsonValue type, StoreKind kind, ImmutableArray<JsonValue> members)
    {
        var rows = new List<(string, AccessSpec)>();
        foreach (var member in members)
        {
            if (!Is(member, JsonKind.Object, "a member")) continue;
            Known(member, Vocabulary.Properties);
            if (Required(member, "member") is not { } name || Required(member, "access") is not { } word) continue;
            if (Vocabulary.Access(word.Text) is not { } access) Unknown(word, "access", Vocabulary.Accesses);
            else rows.Add((name.Text, Arguments(member, new AccessSpec(kind, access))));
        }

        _types.Add(new(type.Text, [.. rows]));
        _claims.Add(new(type, members));
    }

    private AccessSpec Arguments(JsonValue member, AccessSpec spec)
    {
        foreach (var (name, value) in member.Members)
        {
            if (Vocabulary.Flag(spec, name.Text, value.Text == "true") is { } set)
            {
                if (value is { Kind: JsonKind.Word, Text: "true" or "false" }) spec = set;
                else Complain(value.Span, $"'{name.Text}' is true or false");
            }
            else if (Vocabulary.Argument(spec, name.Text, value.Text) is { } with && Is(value, JsonKind.String, $"'{name.Text}'")) spec = with;
        }

        return spec;
    }

    private void Known(JsonValue value, params string[] names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in value.Members)
        {
            if (Array.IndexOf(names, name.Text) < 0) Complain(name.Span, $"'{name.Text}' is unknown{NearestMatch.Hint(name.Text, names)}");
            else if (!seen.Add(name.Text)) Complain(name.Span, $"'{name.Text}' is there twice");
        }
    }

    private JsonValue? Required(JsonValue owner, string name)
    {
        if (owner[name] is not { } value) Complain(owner.Span, $"'{name}' is missing");
        else if (Is(value, JsonKind.String, $"'{name}'"))
        {
            if (value.Text.Trim().Length > 0) return value;
            Complain(value.Span, $"'{name}' is empty");
        }

        return null;
    }

    private bool Is(JsonValue value, JsonKind kind, string what)
    {
        if (value.Kind == kind) return true;
        Complain(value.Span, $"{what} is not a JSON {kind.ToString().ToLowerInvariant()}");
        return false;
    }

    private void Unknown(JsonValue word, string what, string[] words) =>
        Complain(word.Span, $"'{word.Text}' is no {what}{NearestMatch.Hint(word.Text, words)}");

    private void Complain(TextSpan where, string message) => _problems.Add(At(where, message));

    private Problem At(TextSpan where, string message)
    {
        var lines = _text.Lines.GetLinePositionSpan(where);
        return new($"{Name}, line {lines.Start.Line + 1}: {message}", Location.Create(_path, where, lines));
    }
}

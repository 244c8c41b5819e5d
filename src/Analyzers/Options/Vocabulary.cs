using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Options;

/// <summary>The words of a store table in JSON: those of <see cref="AccessSpec"/>, <see cref="StoreKind"/> and <see cref="AccessKind"/>, beginning in lower case.</summary>
internal static class Vocabulary
{
    public static string[] Stores => Words<StoreKind>();

    public static string[] Accesses => Words<AccessKind>();

    /// <summary>What a member may say. Besides <see cref="Arguments"/>, which name parameters.</summary>
    public static string[] Properties =>
        ["member", "access", .. Arguments, "shape", "holdsRows", "sharesObject", "opensEntry", "isOfEntry"];

    /// <summary>Those of <see cref="Properties"/> that name parameters.</summary>
    public static string[] Arguments =>
        ["key", "subKey", "value", "expected", "out", "container", "condition", "ttl", "factories"];

    public static StoreKind? Store(string word) => Parse<StoreKind>(word);

    public static AccessKind? Access(string word) => Parse<AccessKind>(word);

    /// <summary>The row with one more argument named; null when no argument has that name.</summary>
    public static AccessSpec? Argument(AccessSpec spec, string name, string parameters) => name switch
    {
        "key" => spec with { Key = parameters },
        "subKey" => spec with { SubKey = parameters },
        "value" => spec with { Value = parameters },
        "expected" => spec with { Expected = parameters },
        "out" => spec with { Out = parameters },
        "container" => spec with { Container = parameters },
        "condition" => spec with { Condition = parameters },
        "ttl" => spec with { Ttl = parameters },
        "factories" => spec with { Factories = parameters },
        "shape" => spec with { Shape = parameters },
        _ => null,
    };

    /// <summary>The row with a yes or no set; null when none has that name.</summary>
    public static AccessSpec? Flag(AccessSpec spec, string name, bool on) => name switch
    {
        "holdsRows" => spec with { HoldsRows = on },
        "sharesObject" => spec with { SharesObject = on },
        "opensEntry" => spec with { OpensEntry = on },
        "isOfEntry" => spec with { IsOfEntry = on },
        _ => null,
    };

    private static T? Parse<T>(string word) where T : struct, Enum
    {
        foreach (T value in Enum.GetValues(typeof(T)))
            if (Word(value) == word) return value;
        return null;
    }

    private static string[] Words<T>() where T : struct, Enum => [.. Enum.GetValues(typeof(T)).Cast<T>().Select(Word)];

    private static string Word<T>(T value) where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}

using System.Collections.Immutable;

namespace RaceSafe.Analyzers.Stores;

/// <summary>The verbs that matter.</summary>
internal enum SqlVerb
{
    Select,
    Insert,
    Update,
    Delete,
}

/// <summary>One simple SQL statement on one table. Everything else has no reading: joins, sub-selects, batches, unions.</summary>
/// <param name="Verb">What it does.</param>
/// <param name="Table">The table without its schema, in lower case.</param>
/// <param name="Condition">The text after WHERE, normalized; empty without one.</param>
/// <param name="Sets">The assignments of an update or insert, column and expression; the columns of a query.</param>
/// <param name="IsAtomic">It locks the rows, inserts only if absent, or compares before it writes.</param>
internal sealed record SqlStatement(SqlVerb Verb, string Table, string Condition, ImmutableArray<(string Column, string Value)> Sets, bool IsAtomic)
{
    /// <summary>A query that counts or sums.</summary>
    public bool Counts { get; private init; }

    /// <summary>The column of which a query asks for the greatest value.</summary>
    public string? Greatest { get; private init; }

    /// <summary>The query gives the first of many rows.</summary>
    public bool IsFirstOfMany { get; private init; }

    /// <summary>The query asks for a single row: <c>LIMIT 1</c>, <c>TOP (1)</c>, <c>FETCH FIRST 1 ROWS</c>.</summary>
    public bool IsOfOneRow { get; private init; }

    /// <summary>The query adds one to what it has found.</summary>
    public bool IsStepped { get; private init; }

    /// <summary>The column of which the statement itself looks up the greatest value, to write the next: <c>INSERT … SELECT MAX(n) + 1 FROM …</c></summary>
    public string? NextOf { get; private init; }

    private static readonly string[] s_ends = ["order", "limit", "for", "returning", "output", "offset", "option", "on"];
    private static readonly string[] s_beyond = ["join", "union", "group", "with", "having", "intersect", "except", "merge", "exists"];

    /// <summary>Reads a statement, or null when it is more than this can be sure of.</summary>
    public static SqlStatement? Parse(string sql)
    {
        if (SqlTokens.Of(sql) is not { Count: > 3 } tokens) return null;
        var locks = Holds(tokens, "for", "update") || tokens.Contains("updlock") || tokens.Contains("xlock") || Holds(tokens, "on", "conflict");
        if (!locks && tokens.Exists(token => Array.IndexOf(s_beyond, token) >= 0)) return null;
        var where = Outside(tokens, "where");
        var end = where < 0 ? -1 : tokens.FindIndex(where + 1, token => Array.IndexOf(s_ends, token) >= 0);
        if (where >= 0 && tokens.IndexOf("select", where) > 0) return null;
        var condition = where < 0 ? "" : string.Join(" ", tokens.GetRange(where + 1, (end < 0 ? tokens.Count : end) - where - 1).Select(Compared));
        var names = tokens[0] switch { "select" => Outside(tokens, "from") + 1, "update" => 1, _ => 2 };
        if (names < tokens.Count && tokens[names].StartsWith("@", StringComparison.Ordinal)) return null;
        switch (tokens[0])
        {
            case "select" when Outside(tokens, "from") is var from && from > 0 && from + 1 < tokens.Count:
                return new(SqlVerb.Select, Last(tokens[from + 1]), condition, Selected(tokens, from), locks) { Counts = tokens[1] is "count" or "sum", Greatest = GreatestIn(tokens, from), IsFirstOfMany = tokens[1] == "top" || tokens.Contains("limit") || tokens.Contains("order"), IsOfOneRow = IsOne(tokens.FindAll(token => token != "(")), IsStepped = Holds(tokens.GetRange(0, from), "+", "1") };
            case "update" when tokens.Count > 4 && tokens[2] == "set":
                var sets = Assignments(tokens, 3, where < 0 ? tokens.Count : where);
                return sets.IsEmpty ? null : new(SqlVerb.Update, Last(tokens[1]), condition, sets, IsComparing(tokens, where, sets)) { NextOf = NextIn(tokens, Last(tokens[1])) };
            case "insert" when tokens[1] == "into":
                return new(SqlVerb.Insert, Last(tokens[2]), "", Inserted(tokens), locks || tokens.Contains("select") || tokens.Contains("ignore")) { NextOf = NextIn(tokens, Last(tokens[2])) };
            case "delete" when tokens[1] == "from":
                return new(SqlVerb.Delete, Last(tokens[2]), condition, ImmutableArray<(string, string)>.Empty, true);
            default:
                return null;
        }
    }

    /// <summary>The update asks for more of the row than its key: a column that it sets is in the condition too.</summary>
    private static bool IsComparing(List<string> tokens, int where, ImmutableArray<(string Column, string Value)> sets)
    {
        if (where < 0) return false;
        foreach (var set in sets)
            if (tokens.FindIndex(where, token => Last(token) == set.Column) > 0) return true;
        return tokens.FindIndex(where, token => token.Contains("version") || token is "xmin") > 0;
    }

    private static ImmutableArray<(string, string)> Assignments(List<string> tokens, int start, int end)
    {
        var sets = ImmutableArray.CreateBuilder<(string, string)>();
        var depth = 0;
        for (var i = start; i < end;)
        {
            if (i + 1 >= end || tokens[i + 1] != "=") return ImmutableArray<(string, string)>.Empty;
            var column = Last(tokens[i]);
            var value = i + 2;
            for (i = value; i < end && (depth > 0 || tokens[i] != ","); i++) depth += tokens[i] switch { "(" => 1, ")" => -1, _ => 0 };
            sets.Add((column, string.Join(" ", tokens.GetRange(value, i - value))));
            i++;
        }

        return sets.ToImmutable();
    }

    /// <summary>The columns of <c>select a, b from t</c>.</summary>
    private static ImmutableArray<(string, string)> Selected(List<string> tokens, int from)
    {
        var sets = ImmutableArray.CreateBuilder<(string, string)>();
        for (var i = 1; i < from; i++)
            if (tokens[i] != ",") sets.Add((Last(tokens[i]), ""));
        return sets.ToImmutable();
    }

    private static string? GreatestIn(List<string> tokens, int from) =>
        tokens.IndexOf("max") is var max && max > 0 && max + 3 < from && tokens[max + 1] == "(" && tokens[max + 3] == ")" ? Last(tokens[max + 2]) : null;

    /// <summary>The columns of <c>insert into t (a, b) values (@a, @b)</c>.</summary>
    private static ImmutableArray<(string, string)> Inserted(List<string> tokens)
    {
        var sets = ImmutableArray.CreateBuilder<(string, string)>();
        var close = tokens.IndexOf(")");
        if (close < 0 || tokens[3] != "(") return sets.ToImmutable();
        for (var i = 4; i < close; i++)
            if (tokens[i] != ",") sets.Add((Last(tokens[i]), ""));
        return sets.ToImmutable();
    }

    /// <summary>The greatest value of a column of that table and one more, looked up in the statement that writes to the table.</summary>
    private static string? NextIn(List<string> tokens, string table)
    {
        var max = tokens.IndexOf("max");
        var from = max < 0 ? -1 : tokens.IndexOf("from", max);
        if (from < 0 || from + 1 == tokens.Count || Last(tokens[from + 1]) != table || tokens[max + 1] != "(" || tokens[max + 3] != ")") return null;
        var column = Last(tokens[max + 2]);
        return tokens.FindIndex(token => Last(token) == column) < max && Holds(tokens.GetRange(max, from - max), "+", "1") ? column : null;
    }

    /// <summary>Where a word stands that is not in parentheses; −1 without one.</summary>
    private static int Outside(List<string> tokens, string word)
    {
        var depth = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            depth += tokens[i] switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0 && tokens[i] == word) return i;
        }

        return -1;
    }

    private static bool IsOne(List<string> tokens) => Holds(tokens, "limit", "1") || Holds(tokens, "top", "1") || Holds(tokens, "first", "1") || Holds(tokens, "next", "1");

    private static bool Holds(List<string> tokens, string first, string second)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
            if (tokens[i] == first && tokens[i + 1] == second) return true;
        return false;
    }

    /// <summary>The number of a positional parameter says where it stands in its own statement, nothing else.</summary>
    private static string Compared(string token) => token.Length > 1 && token[0] == '@' && char.IsDigit(token[1]) ? "@#" : Last(token);

    private static string Last(string name) => name.Substring(name.LastIndexOf('.') + 1);
}

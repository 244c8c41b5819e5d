using System.Text;

namespace RaceSafe.Analyzers.Stores;

/// <summary>Splits SQL text into tokens: names without their quotes and in lower case, parameters without their mark, numbers, punctuation.</summary>
internal static class SqlTokens
{
    private static readonly string[] s_identities = ["scope_identity", "last_insert_rowid", "last_insert_id", "@@identity", "lastval", "currval", "ident_current"];

    /// <summary>The tokens of one statement, after which it may be asked which id the inserted row has got; null for two, or for text that cannot be split.</summary>
    public static List<string>? Of(string sql)
    {
        var tokens = new List<string>();
        for (var i = 0; i < sql.Length;)
        {
            var c = sql[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (c == '-' && Next(sql, i) == '-') i = End(sql, i, '\n');
            else if (c == '/' && Next(sql, i) == '*') i = sql.IndexOf("*/", i, StringComparison.Ordinal) is var close && close < 0 ? sql.Length : close + 2;
            else if (c == ';')
            {
                return IsNothingMore(sql.Substring(i + 1).Trim()) ? tokens : null;
            }
            else if (c == '\'')
            {
                var end = sql.IndexOf('\'', i + 1);
                if (end < 0) return null;
                tokens.Add(sql.Substring(i, end - i + 1));
                i = end + 1;
            }
            else if (IsName(c) || c is '"' or '[' or '`' or '@' or ':' or '$')
            {
                if (Name(sql, ref i) is not { } name) return null;
                tokens.Add(name);
            }
            else
            {
                tokens.Add(c.ToString());
                i++;
            }
        }

        return tokens;
    }

    /// <summary>Nothing, or <c>SELECT SCOPE_IDENTITY()</c> as each database spells it.</summary>
    private static bool IsNothingMore(string rest) =>
        rest.Length == 0 || (rest.StartsWith("select", StringComparison.OrdinalIgnoreCase) && Array.Exists(s_identities, identity => rest.IndexOf(identity, StringComparison.OrdinalIgnoreCase) >= 0) && rest.IndexOf(';') is var end && (end < 0 || end == rest.Length - 1));

    private static string? Name(string sql, ref int i)
    {
        var name = new StringBuilder();
        while (i < sql.Length)
        {
            var c = sql[i];
            if (c is '"' or '[' or '`')
            {
                var end = sql.IndexOf(c == '[' ? ']' : c, i + 1);
                if (end < 0) return null;
                name.Append(sql, i + 1, end - i - 1);
                i = end + 1;
            }
            else if (IsName(c) || c is '.' or '@' or '$' || (c == ':' && name.Length == 0))
            {
                name.Append(c == ':' || (c == '$' && name.Length == 0) ? '@' : c);
                i++;
            }
            else
            {
                break;
            }
        }

        return name.Length == 0 ? null : name.ToString().ToLowerInvariant();
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static char Next(string text, int i) => i + 1 < text.Length ? text[i + 1] : '\0';

    private static int End(string text, int i, char at) => text.IndexOf(at, i) is var end && end < 0 ? text.Length : end + 1;
}

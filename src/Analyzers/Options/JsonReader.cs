using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Analyzers.Options;

/// <summary>
/// Reads JSON (RFC 8259) with the place of every value: an analyzer may bring no library, and a user wants to know the line of a mistake.
/// </summary>
internal sealed class JsonReader
{
    private const int Deepest = 32;

    private readonly string _text;
    private int _at;

    private JsonReader(string text) => _text = text;

    /// <summary>The value, or the first mistake and its place.</summary>
    public static (JsonValue? Value, string? Mistake, TextSpan Where) Read(string text)
    {
        var reader = new JsonReader(text);
        try
        {
            var value = reader.Value(0);
            reader.Skip();
            return reader._at < text.Length ? throw Mistake("one value is expected in the file, but more text follows") : (value, null, default);
        }
        catch (JsonMistake mistake)
        {
            var at = Math.Min(reader._at, text.Length);
            return (null, mistake.Message, new TextSpan(at, at < text.Length ? 1 : 0));
        }
    }

    private JsonValue Value(int depth)
    {
        if (depth > Deepest) throw Mistake("the file is nested too deeply");
        Skip();
        return Peek switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            '"' => String(),
            '-' or (>= '0' and <= '9') => Letters(JsonKind.Number, c => c is '-' or '+' or '.' or 'e' or 'E' or (>= '0' and <= '9')),
            >= 'a' and <= 'z' => Letters(JsonKind.Word, c => c is >= 'a' and <= 'z'),
            _ => throw Mistake("a value is expected"),
        };
    }

    private JsonValue Object(int depth)
    {
        var start = _at++;
        var members = ImmutableArray.CreateBuilder<(JsonValue, JsonValue)>();
        while (More(members.Count, '}'))
        {
            if (Peek != '"') throw Mistake("a name in double quotes is expected");
            var name = String();
            Expect(':');
            members.Add((name, Value(depth + 1)));
        }

        return new(JsonKind.Object, TextSpan.FromBounds(start, _at), "") { Members = members.ToImmutable() };
    }

    private JsonValue Array(int depth)
    {
        var start = _at++;
        var items = ImmutableArray.CreateBuilder<JsonValue>();
        while (More(items.Count, ']')) items.Add(Value(depth + 1));
        return new(JsonKind.Array, TextSpan.FromBounds(start, _at), "") { Items = items.ToImmutable() };
    }

    /// <summary>Another element follows; a comma before it, or the end, has been taken.</summary>
    private bool More(int before, char end)
    {
        Skip();
        if (Peek == end)
        {
            _at++;
            return false;
        }

        if (before > 0) Expect(',', end);
        Skip();
        return true;
    }

    private JsonValue String()
    {
        var start = _at++;
        var content = new StringBuilder();
        while (Peek != '"')
        {
            if (Peek < ' ') throw Mistake("the string does not end on its line");
            content.Append(Peek == '\\' ? Escape() : _text[_at++]);
        }

        _at++;
        return new(JsonKind.String, TextSpan.FromBounds(start, _at), content.ToString());
    }

    private char Escape()
    {
        _at++;
        var at = "\"\\/bfnrt".IndexOf(Peek);
        if (at >= 0)
        {
            _at++;
            return "\"\\/\b\f\n\r\t"[at];
        }

        if (Peek != 'u' || _at + 5 > _text.Length || !ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw Mistake("no such escape");
        _at += 5;
        return (char)code;
    }

    private JsonValue Letters(JsonKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at])) _at++;
        var text = _text.Substring(start, _at - start);
        var valid = kind == JsonKind.Word
            ? text is "true" or "false" or "null"
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        if (valid) return new(kind, TextSpan.FromBounds(start, _at), text);
        _at = start;
        throw Mistake($"'{text}' is no value; text stands in double quotes");
    }

    private void Expect(char c, char? or = null)
    {
        Skip();
        if (Peek != c) throw Mistake(or is null ? $"'{c}' is expected" : $"'{c}' or '{or}' is expected");
        _at++;
    }

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n') _at++;
    }

    /// <summary>The next character; '\0' at the end, which no JSON has outside of strings.</summary>
    private char Peek => _at < _text.Length ? _text[_at] : '\0';

    private static JsonMistake Mistake(string message) => new(message);

    private sealed class JsonMistake(string message) : Exception(message);
}

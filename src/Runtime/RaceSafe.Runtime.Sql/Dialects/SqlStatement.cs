using System.Text;
using Npgsql;

namespace RaceSafe;

/// <summary>
/// One statement for PostgreSQL with its parameters by number, as the server wants them. With parameters by name the driver would read and rewrite the text at every call, which costs more than
/// all the rest of the call does.
/// </summary>
internal sealed class SqlStatement
{
    private readonly string _text;
    private readonly int[] _parameters;

    /// <param name="text">Parameters are words that begin with <c>@racesafe_</c>; an @ between quotes is none.</param>
    /// <param name="names">The names of the values, in the order in which they are handed over.</param>
    public SqlStatement(string text, string[] names)
    {
        var numbered = new StringBuilder();
        var used = new List<int>();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0') quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'') quote = text[i];
            if (quote != '\0' || text[i] != '@')
            {
                numbered.Append(text[i]);
                continue;
            }

            var end = i + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
            var parameter = Array.IndexOf(names, text[(i + 1)..end]);
            if (!used.Contains(parameter)) used.Add(parameter);
            numbered.Append('$').Append(used.IndexOf(parameter) + 1);
            i = end - 1;
        }

        (_text, _parameters) = (numbered.ToString(), [.. used]);
    }

    /// <summary>Makes the command this statement, with its values.</summary>
    public void Fill(NpgsqlCommand command, (string Name, object? Value)[] values)
    {
        command.CommandText = _text;
        Fill(command.Parameters, values);
    }

    /// <summary>Adds this statement to the batch, with its values.</summary>
    public void Fill(NpgsqlBatch batch, (string Name, object? Value)[] values)
    {
        var command = new NpgsqlBatchCommand(_text);
        Fill(command.Parameters, values);
        batch.BatchCommands.Add(command);
    }

    private void Fill(NpgsqlParameterCollection parameters, (string Name, object? Value)[] values)
    {
        foreach (var index in _parameters) parameters.Add(new NpgsqlParameter { Value = values[index].Value ?? DBNull.Value });
    }
}

using System.Text.Json;

namespace Samples;

/// <summary>What a load test found.</summary>
/// <param name="System">Name of the sample.</param>
/// <param name="Store">Where the state lives.</param>
/// <param name="Operations">How many updates were asked for.</param>
/// <param name="Lost">How many of them left no trace.</param>
/// <param name="Milliseconds">How long they took.</param>
internal sealed record LoadResult(string System, string Store, long Operations, long Lost, long Milliseconds)
{
    /// <summary>Writes the last line of a load test's output: one JSON object, for machines.</summary>
    public void Print() => Console.WriteLine(JsonSerializer.Serialize(this, JsonSerializerOptions.Web));
}

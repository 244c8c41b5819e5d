using System.Collections.Concurrent;

namespace ValidCode.Memory;

/// <summary>Others only put work into a queue. One loop owns the tables, and may change them as it likes.</summary>
public sealed class OwnedTables
{
    private readonly BlockingCollection<(string Player, int Points)> _scored = [];
    private readonly Dictionary<string, int> _points = [];
    private readonly Dictionary<string, List<int>> _history = [];
    private readonly List<int> _rounds = [0];

    public void Score(string player, int points) => _scored.Add((player, points));

    public void Run()
    {
        foreach (var (player, points) in _scored.GetConsumingEnumerable())
        {
            _points[player] = _points.GetValueOrDefault(player) + points;
            if (!_history.TryGetValue(player, out var history)) _history[player] = history = [];
            history.Add(points);
            _rounds[0]++;
        }
    }
}

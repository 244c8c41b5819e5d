namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1002 is silent about pools: what finds no room is disposed of, and nobody minds if a few more are kept.</summary>
public class RACE1002_SilentPools
{
    [Theory]
    [InlineData("if (_spare.Count < 8 && !_closed) { _spare.Enqueue(item); return true; } else { _dispose(item); return false; }")]
    [InlineData("if (_spare.Count >= 8) { item.Dispose(); return false; } _spare.Enqueue(item); return true;")]
    [InlineData("if (_spare.Count >= 8) { Shelf.Return(item); return false; } _spare.Enqueue(item); return true;")]
    [InlineData("if (_spare.Count < 8) _spare.Enqueue(item); else item.Dispose(); return true;")]
    public Task What_finds_no_room_is_disposed_of(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    [Theory]
    [InlineData("if (_spare.Count >= 8) return false; {|RACE1002:_spare.Enqueue(item)|}; return true;")]
    [InlineData("if (_spare.Count >= 8) { Console.WriteLine(item); return false; } {|RACE1002:_spare.Enqueue(item)|}; return true;")]
    public Task A_caller_who_keeps_it_is_refused(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    private static string In(string body) => $$"""
        using System.Collections.Concurrent;

        public static class Shelf { public static void Return(object item) { } }

        public class Pool(Action<IDisposable> dispose)
        {
            private readonly Action<IDisposable> _dispose = dispose;
            private readonly ConcurrentQueue<IDisposable> _spare = new();
            private bool _closed;

            public bool TryKeep(IDisposable item) { {{body}} }

            public void Close() => _closed = true;
        }
        """;
}

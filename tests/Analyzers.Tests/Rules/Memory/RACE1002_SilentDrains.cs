namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Collections that are read and cleared without losing what counts.</summary>
public class RACE1002_SilentDrains
{
    [Fact]
    public Task Taken_one_by_one() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Batch
        {
            readonly ConcurrentQueue<string> _lines = new();
            readonly ConcurrentDictionary<string, int> _hits = new();

            public void Add(string line)
            {
                _lines.Enqueue(line);
                _hits.AddOrUpdate(line, 1, (_, n) => n + 1);
            }

            public List<string> Take()
            {
                var lines = new List<string>();
                while (_lines.TryDequeue(out var line)) lines.Add(line);
                return lines;
            }

            public void Report(Action<string, int> sink)
            {
                foreach (var line in _hits.Keys)
                    if (_hits.TryRemove(line, out var n)) sink(line, n);
            }
        }
        """);

    [Fact]
    public Task Put_aside_as_a_whole() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Batch
        {
            ConcurrentQueue<string> _lines = new();

            public void Add(string line) => _lines.Enqueue(line);

            public List<string> Take() => Interlocked.Exchange(ref _lines, new()).ToList();
        }
        """);

    [Fact]
    public Task Objects_that_live_elsewhere_too_are_closed() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Connections
        {
            readonly ConcurrentDictionary<string, IDisposable> _open = new();
            readonly ConcurrentBag<IDisposable> _spare = new();

            public void Add(string id, IDisposable connection)
            {
                _open[id] = connection;
                _spare.Add(connection);
            }

            public void CloseAll()
            {
                foreach (var connection in _open.Values) connection.Dispose();
                _open.Clear();
            }

            public void Shrink()
            {
                foreach (var connection in _spare) connection.Dispose();
                _spare.Clear();
            }

            readonly ConcurrentDictionary<string, (IDisposable Reader, int Port)> _streams = new();

            public void Open(string id, IDisposable reader, int port) => _streams[id] = (reader, port);

            public void CloseStreams(Action<string> closed)
            {
                foreach (var (id, stream) in _streams)
                {
                    stream.Reader.Dispose();
                    closed(id);
                }

                _streams.Clear();
            }
        }
        """);

    [Fact]
    public Task At_the_end_of_its_life() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public sealed class Errors : IDisposable
        {
            readonly ConcurrentQueue<string> _errors = new();

            public void Add(string error) => _errors.Enqueue(error);

            public void Dispose()
            {
                foreach (var error in _errors) Console.WriteLine(error);
                _errors.Clear();
            }
        }
        """);

    [Fact]
    public Task Only_looked_at_or_only_cleared() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Sizes
        {
            readonly ConcurrentDictionary<string, long> _sizes = new();

            public void Set(string name, long size) => _sizes[name] = size;

            public long[] Peek() => _sizes.Values.ToArray();

            public void Reset() => _sizes.Clear();

            public bool Trim()
            {
                if (_sizes.Values.Sum() < 1000) return false;
                _sizes.Clear();
                return true;
            }
        }
        """);

    [Fact]
    public Task Nobody_else_puts_anything_in() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Import
        {
            readonly ConcurrentBag<string> _failed = new();

            public List<string> Run(IEnumerable<string> files, Func<string, bool> import)
            {
                Parallel.ForEach(files, file => { if (!import(file)) _failed.Add(file); });
                var failed = _failed.ToList();
                _failed.Clear();
                return failed;
            }
        }
        """);

    [Fact]
    public Task Under_a_lock() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class Batch
        {
            readonly ConcurrentQueue<string> _lines = new();
            readonly object _gate = new();

            public void Add(string line)
            {
                lock (_gate) _lines.Enqueue(line);
            }

            public List<string> Take()
            {
                lock (_gate)
                {
                    var lines = _lines.ToList();
                    _lines.Clear();
                    return lines;
                }
            }
        }
        """);
}

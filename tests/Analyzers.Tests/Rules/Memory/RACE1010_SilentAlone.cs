namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1010 is silent where what looks like evidence of a second caller speaks of something else.</summary>
public class RACE1010_SilentAlone
{
    [Fact]
    public Task Only_initializers_of_statics_come_there() => Verify.Analyzer<RaceAnalyzer>("""
        public class Engine
        {
            private static Dictionary<string, int>? s_services;
            private static int s_last;

            public static readonly int Log = Register("log");
            public static int Notify { get; } = Register("notify");

            private static int Register(string name)
            {
                s_services ??= [];
                s_services.Add(name, ++s_last);
                return s_last;
            }
        }
        """);

    [Fact]
    public Task Something_that_is_locked_and_is_no_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Cursor
        {
            public void Lock() { }
        }

        public class Drag(Cursor cursor)
        {
            private int _way;
            private bool _active;

            public void Begin()
            {
                cursor.Lock();
                _way = 0;
                _active = true;
            }

            public void Move(int by)
            {
                if (_active) _way += by;
            }
        }
        """);

    [Fact]
    public Task What_is_atomic_for_the_sake_of_a_callback() => Verify.Analyzer<RaceAnalyzer>("""
        public class DeltaLog(Stream device)
        {
            private int _issued;
            private long _tail;

            public void Append(byte[] entry)
            {
                _tail += entry.Length;
                Interlocked.Increment(ref _issued);
                device.BeginWrite(entry, 0, entry.Length, Written, null);
            }

            private void Written(IAsyncResult result) => Interlocked.Decrement(ref _issued);
        }
        """);

    [Theory]
    [InlineData("_size = 0; for (var i = 0; i < 9; i++) _size++; return _size;", "")]
    [InlineData("_size = 0; Take(); Take(); return _size;", "internal void Take() => _size++;")]
    [InlineData("this._size = 0; if (_dropped < 5) { Take(3); } return _size;", "internal void Take(int n) { for (var i = 0; i < n; i++) this._size += 1; }")]
    public Task A_figure_that_every_run_begins_anew(string run, string helper) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Store
        {
            private int _dropped;
            private int _size;

            public void Drop() => Interlocked.Increment(ref _dropped);

            public int Snapshot() { {{run}} }

            {{helper}}
        }
        """);

    [Fact]
    public Task The_loop_that_takes_in_connections() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Net.Sockets;

        public class Server(TcpListener listener)
        {
            private int _active;
            private int _accepted;

            public async Task RunAsync()
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    _accepted++;
                    _ = HandleAsync(client);
                }
            }

            private async Task HandleAsync(TcpClient client)
            {
                Interlocked.Increment(ref _active);
                await client.GetStream().FlushAsync();
                Interlocked.Decrement(ref _active);
            }
        }
        """);

    [Theory]
    [InlineData("public static class Program { [STAThread] public static void Main() => Serials.Next(); }")]
    [InlineData("public class Loop : SynchronizationContext { public static void Begin() => SynchronizationContext.SetSynchronizationContext(new Loop()); }")]
    public Task A_large_program_with_a_loop_of_its_own_in_which_work_is_awaited(string program) => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(
        "public static class Serials { private static int s_next; public static int Next() => s_next++; }", program, Waiting));

    internal const string Waiting = "public class Query{0} { public async Task Run() { await Task.Yield(); Serials.Next(); } }";
}

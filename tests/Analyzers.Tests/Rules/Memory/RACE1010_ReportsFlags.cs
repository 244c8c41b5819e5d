namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Flags and states that two threads both find down and both put up, where what they guard must not happen twice.</summary>
public class RACE1010_ReportsFlags
{
    internal static string In(string body) => $$"""
        public enum State { Closed, Open, HalfOpen }

        public class Feed
        {
            private static readonly Dictionary<string, string> s_names = [];
            private static bool s_busy;
            private static bool s_loaded;
            private static int s_stage;
            private static int s_users = 1;
            private static long s_high;
            private static string? s_longest;
            private readonly object _gate = new();
            private readonly Timer _timer;
            private bool _ticking;
            private State _state;

            public Feed() => _timer = new Timer(_ => Tick(), null, 0, 100);

            private static bool IsBusy
            {
                get => s_busy;
                set { s_busy = value; Console.WriteLine(value); }
            }

            public bool Use(string name)
            {
                {{body}}
                return true;
            }

            public void Trip()
            {
                lock (_gate) _state = State.Open;
            }

            private void Tick()
            {
                if (_ticking) return;
                {|RACE1010:_ticking = true|};
                try { Work(); }
                finally { _ticking = false; }
            }

            private void Work() => Thread.Sleep(_timer.GetHashCode());
        }
        """;

    [Theory]
    [InlineData("if (s_busy) return false; {|RACE1010:s_busy = true|}; try { Work(); } finally { s_busy = false; }")]
    [InlineData("if (!s_busy) { {|RACE1010:s_busy = true|}; Work(); s_busy = false; }")]
    [InlineData("if (s_stage == 0) { {|RACE1010:s_stage = 1|}; Work(); s_stage = 0; }")]
    [InlineData("if (!IsBusy) { {|RACE1010:IsBusy = true|}; try { Work(); } finally { IsBusy = false; } }")]
    [InlineData("if (!IsBusy) { {|RACE1010:IsBusy = true|}; Task.Run(Work); }")]
    public Task Work_goes_on_until_the_flag_is_taken_down(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    [Theory]
    [InlineData("if (!s_loaded) { s_names[name] = \"a\"; {|RACE1010:s_loaded = true|}; }")]
    [InlineData("if (s_loaded) return true; foreach (var part in name.Split(',')) s_names.Add(part, part); {|RACE1010:s_loaded = true|};")]
    public Task A_plain_collection_is_filled_once(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    [Theory]
    [InlineData("if (_state == State.Open) {|RACE1010:_state = State.HalfOpen|};")]
    [InlineData("if (_state == State.Open) { if (name == \"\") throw new InvalidOperationException(); {|RACE1010:_state = State.HalfOpen|}; }")]
    public Task A_step_outside_the_lock_of_the_others(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));

    [Theory]
    [InlineData("if (s_users == 0) throw new ObjectDisposedException(name); {|RACE1010:Interlocked.Increment(ref s_users)|};")]
    [InlineData("if (s_users != 0) return false; {|RACE1010:Interlocked.Increment(ref s_users)|};")]
    [InlineData("if (name.Length > Interlocked.Read(ref s_high)) {|RACE1010:Interlocked.Exchange(ref s_high, name.Length)|};")]
    [InlineData("if (s_longest == null || name.Length > s_longest.Length) {|RACE1010:s_longest = name|};")]
    public Task A_figure_is_compared_and_then_changed(string body) => Verify.Analyzer<RaceAnalyzer>(In(body));
}

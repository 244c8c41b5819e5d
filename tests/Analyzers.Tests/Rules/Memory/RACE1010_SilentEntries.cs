namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Neighbours of <see cref="RACE1010_ReportsEntries"/> that one thread handles, or that lose nothing.</summary>
public class RACE1010_SilentEntries
{
    [Theory]
    [InlineData("lock (_votes) _votes[option]++;")]
    [InlineData("lock (_votes) { _votes.TryGetValue(option, out var n); _votes[option] = n + 1; }")]
    [InlineData("_votes[option] = option.Length;")]
    [InlineData("if (!_votes.ContainsKey(option)) _votes[option] = option.Length;")]
    [InlineData("if (!_votes.TryGetValue(option, out var n)) { n = option.Length; _votes[option] = n; }")]
    [InlineData("if (_votes.TryGetValue(option, out var n)) _votes[option] = n;")]
    [InlineData("_votes[option + 1] = _votes[option];")]
    [InlineData("var mine = new Dictionary<string, int>(_votes); mine[option]++;")]
    public Task A_figure_that_is_locked_or_set(string vote) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.DependencyInjection;

        public class Poll
        {
            private readonly Dictionary<string, int> _votes = [];

            public void Vote(string option)
            {
                {{vote}}
            }
        }

        public static class Services
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Poll>();
        }
        """, new() { References = ["DependencyInjection"] });

    [Theory]
    [InlineData("public class Poll { private readonly Dictionary<string, int> _votes = []; public void Vote(string option) => _votes[option]++; }")]
    [InlineData("public class Poll { private readonly Dictionary<string, int> _votes = []; public Poll(string option) => _votes[option]++; public void Clear() { lock (_votes) _votes.Clear(); } }")]
    [InlineData("public class Poll { private readonly Dictionary<string, int> _votes = []; public void Vote(string option) { lock (_votes) Count(option); } private void Count(string option) => _votes[option]++; }")]
    [InlineData("public class Poll(IDictionary<string, int> votes) { public void Vote(string option) => votes[option]++; public void Clear() { lock (votes) votes.Clear(); } }")]
    [InlineData("public class Poll { [ThreadStatic] private static Dictionary<string, int>? t_votes; public static void Vote(string option) { t_votes ??= []; t_votes[option]++; } }")]
    [InlineData("public class Poll { private Dictionary<string, int> _votes = []; public void Vote(string option) { lock (this) { var next = new Dictionary<string, int>(_votes); next[option]++; _votes = next; } } }")]
    [InlineData("public class Poll { private readonly System.Threading.Channels.Channel<string> _ballots = System.Threading.Channels.Channel.CreateUnbounded<string>(); private readonly Dictionary<string, int> _votes = []; private async Task Count() { await foreach (var option in _ballots.Reader.ReadAllAsync()) _votes[option]++; } public void Start() => Task.Run(Count); }")]
    public Task Nobody_else_is_there(string type) => Verify.Analyzer<RaceAnalyzer>(type);

    [Theory]
    [InlineData("if (!_pages.TryGetValue(name, out var page)) _pages[name] = page = new Page(name); return page;")]
    [InlineData("lock (_pages) if (_pages.TryGetValue(name, out var known)) return known; var page = new Page(name); lock (_pages) _pages[name] = page; return page;")]
    [InlineData("lock (_pages) { if (!_pages.TryGetValue(name, out var page)) _pages[name] = page = new Page(name); return page; }")]
    public Task A_cache_is_filled(string find) => Verify.Analyzer<RaceAnalyzer>($$"""
        public sealed record Page(string Name);

        public class Book
        {
            private readonly Dictionary<string, Page> _pages = [];

            public Page Find(string name)
            {
                {{find}}
            }

            public void Drop(string name)
            {
                lock (_pages) _pages.Remove(name);
            }
        }
        """);

    [Fact]
    public Task What_was_put_in_before_it_is_stored_is_not_lost() => Verify.Analyzer<RaceAnalyzer>("""
        public class Roads
        {
            private readonly Dictionary<string, List<string>> _near = [];

            public List<string> Near(string town)
            {
                if (!_near.TryGetValue(town, out var near))
                {
                    near = new List<string>();
                    near.Add(town);
                    _near[town] = near;
                }

                return near;
            }

            public void Clear()
            {
                lock (_near) _near.Clear();
            }
        }
        """);

    [Fact]
    public Task Registries_are_filled_at_start_up() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Converters
        {
            private static readonly Dictionary<Type, List<Func<object, string>>> s_converters = [];

            public static void Register(Type type, Func<object, string> convert)
            {
                if (!s_converters.TryGetValue(type, out var all)) s_converters[type] = all = [];
                all.Add(convert);
            }
        }
        """);

    [Fact]
    public Task Every_run_of_the_loop_has_an_entry_of_its_own() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Sums
        {
            public static void Add(List<int> sums, int[] items)
            {
                var found = new List<int>(sums);
                Parallel.For(0, items.Length, i => { found[i] += items[i]; });
            }
        }
        """);

    [Fact]
    public Task A_cache_of_which_the_answer_is_put_together_outside_of_the_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public static class Words
        {
            private static readonly object _lock = new();
            private static readonly Dictionary<string, Tuple<bool, bool>> _known = new();

            public static void Analyse(string text, out bool upper, out bool digits)
            {
                upper = false;
                digits = false;
                Tuple<bool, bool>? found = null;
                if (text != null)
                    lock (_lock)
                        if (_known.TryGetValue(text, out found))
                        {
                            upper = found.Item1;
                            digits = found.Item2;
                        }

                if (found == null)
                {
                    foreach (var letter in text!)
                    {
                        if (char.IsUpper(letter)) upper = true;
                        if (char.IsDigit(letter)) digits = true;
                    }

                    lock (_lock)
                    {
                        if (_known.Count > 10) _known.Remove(_known.Keys.First());
                        _known[text] = new Tuple<bool, bool>(upper, digits);
                    }
                }
            }
        }
        """);
}

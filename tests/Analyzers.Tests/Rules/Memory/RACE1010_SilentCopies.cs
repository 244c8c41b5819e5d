namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Fields that hold a copy of what somebody else keeps.</summary>
public class RACE1010_SilentCopies
{
    [Fact]
    public Task The_answer_to_a_question_about_the_old_copy() => Verify.Analyzer<RaceAnalyzer>("""
        public class Row
        {
            public string Key { get; set; } = "";
            public DateTime Seen { get; set; }
        }

        public record Response(Row Row);

        public class Membership(Func<Row, Task<Response>> replace)
        {
            private static Row? s_self;

            public async Task Tell(DateTime now)
            {
                var row = s_self ?? new Row();
                row.Seen = now;
                var response = await Replace(row);
                s_self = response.Row;
            }

            private async Task<Response> Replace(Row row) => await replace(row);
        }
        """);

    [Fact]
    public Task What_was_loaded_by_the_key_of_the_old_copy() => Verify.Analyzer<RaceAnalyzer>("""
        public class Row
        {
            public string Key { get; set; } = "";
        }

        public record Found(Row? Row);

        public class Checkpoints(Func<string, Task<Found>> read)
        {
            private readonly object _gate = new();
            private Row _row = new();

            public async Task Load()
            {
                var found = await read(_row.Key);
                lock (_gate)
                {
                    if (found.Row is not null) _row = found.Row;
                }
            }

            public void Reset()
            {
                lock (_gate) _row = new Row();
            }
        }
        """);

    [Theory]
    [InlineData("long old, next; do { old = _n; next = old + by; } while (Interlocked.CompareExchange(ref _n, next, old) != old);")]
    [InlineData("var old = _n; var seen = Interlocked.CompareExchange(ref _n, old + by, old); if (seen != old) throw new InvalidOperationException();")]
    [InlineData("Interlocked.CompareExchange(ref _n, by, 0);")]
    [InlineData("var old = Interlocked.Exchange(ref _n, by); Console.WriteLine(old);")]
    [InlineData("if (Interlocked.Read(ref _n) > 0) Interlocked.Exchange(ref _n, 0);")]
    public Task Interlocked_whose_outcome_is_looked_at_or_does_not_matter(string body) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Balance
        {
            private long _n;

            public void Take(long by)
            {
                {{body}}
            }
        }
        """);
}

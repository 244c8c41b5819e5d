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
}

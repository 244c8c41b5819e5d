namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>The result of an Interlocked update is dropped and the field read again.</summary>
public class RACE1013_Reports
{
    [Fact]
    public Task The_field_is_returned_compared_or_kept() => Verify.Analyzer<RaceAnalyzer>("""
        public class Ids
        {
            static int s_id;
            long _n;
            int _pending, _state;

            public int Next()
            {
                Interlocked.Increment(ref s_id);
                return {|RACE1013:s_id|};
            }

            public string Name()
            {
                Interlocked.Add(ref _n, 10);
                var name = "id" + {|RACE1013:_n|};
                return name;
            }

            public void Done()
            {
                Interlocked.Decrement(ref _pending);
                if ({|RACE1013:_pending|} == 0) Next();
            }

            public bool Begin()
            {
                Interlocked.CompareExchange(ref _state, 1, 0);
                return {|RACE1013:_state|} == 1;
            }
        }
        """);

    [Fact]
    public Task A_lock_in_place_of_Interlocked() => Verify.Analyzer<RaceAnalyzer>("""
        public class Ids
        {
            readonly object _gate = new();
            int _last;
            long _sum;

            public int Next()
            {
                lock (_gate)
                {
                    _last++;
                }

                return {|RACE1013:_last|};
            }

            public string Add(int by)
            {
                lock (_gate) _sum += by;
                return $"now {{|RACE1013:_sum|}}";
            }
        }
        """);
}

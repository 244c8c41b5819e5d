namespace RaceSafe.CodeFixes.Tests.Base;

/// <summary>What every fix gets from its base, shown with a stand-in rule and its rewrites.</summary>
public class RaceCodeFixTests
{
    /// <summary>The runtime that the rewrites call.</summary>
    private static readonly Setup Setup = new()
    {
        Projects =
        [
            new("Runtime", """
                namespace RaceSafe.Runtime;

                public static class Increments
                {
                    public static int Increment(this int[] counters, int at) => ++counters[at];
                    public static Task<int> IncrementAsync(this int[] counters, int at) => Task.FromResult(++counters[at]);
                }
                """),
        ],
    };

    [Fact]
    public Task A_using_is_added_under_the_head_of_the_file() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        // Copyright of someone.

        // what C is for
        class C
        {
            int[] _counts = [0];

            void M()
            {
                // why
                [|_counts[0]++|]; // because
            }
        }
        """,
        """
        // Copyright of someone.

        using RaceSafe.Runtime;

        // what C is for
        class C
        {
            int[] _counts = [0];

            void M()
            {
                // why
                _counts.Increment(0); // because
            }
        }
        """,
        setup: Setup);

    [Theory]
    [InlineData("using System;\nusing System.Text;\nusing Zeta;", "using System;\nusing System.Text;\nusing RaceSafe.Runtime;\nusing Zeta;")]
    [InlineData("// head\nusing Zeta;", "// head\nusing RaceSafe.Runtime;\nusing Zeta;")]
    [InlineData("using Alpha;\nusing static System.Math;", "using Alpha;\nusing RaceSafe.Runtime;\nusing static System.Math;")]
    [InlineData("global using Zeta;", "global using Zeta;\nusing RaceSafe.Runtime;")]
    [InlineData("using RaceSafe.Runtime;", "using RaceSafe.Runtime;")]
    [InlineData("global using RaceSafe.Runtime;", "global using RaceSafe.Runtime;")]
    [InlineData("namespace RaceSafe.Runtime.Inner;", "namespace RaceSafe.Runtime.Inner;")]
    [InlineData("namespace N;\n\nusing Zeta;", "namespace N;\n\nusing RaceSafe.Runtime;\nusing Zeta;")]
    public Task A_using_goes_where_the_file_keeps_its_own(string before, string after)
    {
        const string Body = "\n\nclass C\n{\n    void M(int[] counts) => {0};\n}\n";
        return Verify.Fix<UpdateAnalyzer, UpdateFix>(
            before + Body.Replace("{0}", "[|counts[0]++|]"),
            after + Body.Replace("{0}", "counts.Increment(0)"),
            setup: Setup with { Projects = [.. Setup.Projects, new("Others", "namespace Alpha { public class A; } namespace Zeta { public class Z; }")] });
    }

    [Fact]
    public Task A_type_is_named_as_shortly_as_it_can_be() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        class C
        {
            void M(int[] counts) => [|counts[0]++|];
        }
        """,
        """
        class C
        {
            void M(int[] counts) => Interlocked.Increment(ref counts[0]);
        }
        """,
        UseInterlocked.Name,
        Setup);

    [Fact]
    public Task A_type_that_another_hides_keeps_its_full_name() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        class C
        {
            class Interlocked;

            void M(int[] counts) => [|counts[0]++|];
        }
        """,
        """
        class C
        {
            class Interlocked;

            void M(int[] counts) => System.Threading.Interlocked.Increment(ref counts[0]);
        }
        """,
        UseInterlocked.Name,
        Setup);

    [Fact]
    public Task Findings_within_findings_are_fixed_in_one_pass() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        using RaceSafe.Runtime;

        class C
        {
            void M(int[] a, int[] b, int[] c) => [|a[[|b[[|c[0]++|]]++|]]++|];
        }
        """,
        """
        using RaceSafe.Runtime;

        class C
        {
            void M(int[] a, int[] b, int[] c) => a.Increment(b.Increment(c.Increment(0)));
        }
        """,
        setup: Setup);

    [Fact]
    public Task A_removed_load_leaves_its_comments_to_the_write() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        using RaceSafe.Runtime;

        class C
        {
            void M(int[] counts)
            {
                M(counts);

                // read it
                var count = counts[0]; // now
                // write it
                [|counts[0] = count + 1|];
            }
        }
        """,
        """
        using RaceSafe.Runtime;

        class C
        {
            void M(int[] counts)
            {
                M(counts);

                // read it
                // now
                // write it
                counts.Increment(0);
            }
        }
        """,
        setup: Setup);

    [Fact]
    public Task Many_loads_and_writes_go_in_one_pass() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        using RaceSafe.Runtime;

        class C
        {
            void M(int[] counts)
            {
                var a = counts[0];
                [|counts[0] = a + 1|];

                var b = counts[1];
                [|counts[1] = b + 1|];
                [|counts[2]++|];
            }
        }
        """,
        """
        using RaceSafe.Runtime;

        class C
        {
            void M(int[] counts)
            {
                counts.Increment(0);

                counts.Increment(1);
                counts.Increment(2);
            }
        }
        """,
        setup: Setup);

    [Fact]
    public Task The_first_action_is_the_first_that_is_right_there() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        using RaceSafe.Runtime;

        class C
        {
            async Task M(int[] counts)
            {
                await Task.Yield();
                [|counts[0]++|];
                lock (counts) [|counts[1]++|];
            }
        }
        """,
        """
        using RaceSafe.Runtime;

        class C
        {
            async Task M(int[] counts)
            {
                await Task.Yield();
                await counts.IncrementAsync(0);
                lock (counts) counts.Increment(1);
            }
        }
        """,
        setup: Setup);

    [Fact]
    public Task An_await_is_configured_as_its_neighbours_are() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        using RaceSafe.Runtime;

        class C
        {
            async Task M(int[] counts)
            {
                await Task.Delay(1).ConfigureAwait(false);
                [|counts[0]++|];
            }
        }
        """,
        """
        using RaceSafe.Runtime;

        class C
        {
            async Task M(int[] counts)
            {
                await Task.Delay(1).ConfigureAwait(false);
                await counts.IncrementAsync(0).ConfigureAwait(false);
            }
        }
        """,
        setup: Setup);

    [Fact]
    public Task Top_level_statements_are_code_too() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        """
        int[] counts = [0];
        [|counts[0]++|];
        """,
        """
        using RaceSafe.Runtime;

        int[] counts = [0];
        await counts.IncrementAsync(0);
        """,
        setup: Setup);

    [Fact]
    public Task A_comment_that_would_be_lost_forbids_the_rewrite() => Verify.NoFix<UpdateAnalyzer, UpdateFix>(
        "class C { void M(int[] counts) => [|counts /* all */ [0]++|]; }", UseIncrement.Name, Setup);

    [Fact]
    public Task The_next_rewrite_becomes_the_default_when_one_is_forbidden() => Verify.Fix<UpdateAnalyzer, UpdateFix>(
        "class C { void M(int[] counts) => [|counts /* all */ [0]++|]; }",
        "class C { void M(int[] counts) => Interlocked.Increment(ref counts /* all */ [0]); }",
        RaceCodeFix.DefaultKey,
        Setup);

    [Fact]
    public Task An_incomplete_hand_over_forbids_the_fix() => Verify.NoFix<IncompleteAnalyzer, UpdateFix>(
        "class C { void M(int[] counts) => [|counts[0]++|]; }", setup: Setup);

    [Fact]
    public Task A_finding_that_names_no_rewrite_has_no_fix() => Verify.NoFix<CurelessAnalyzer, UpdateFix>(
        "class C { void M(int[] counts) => [|counts[0]++|]; }", setup: Setup);
}

namespace RaceSafe.Analyzers.Tests.Verifier;

/// <summary>A test with <see cref="Verify.Fix"/> fails whenever it should.</summary>
public class FixTests
{
    private const string Before = """
        using System;

        class C
        {
            void M()
            {
                // why
                [|Bad()|];
                [|Bad()|];
            }

            void Bad() { }
            void Good() { }
            void Better() { }
            [Obsolete] void Old() { }
        }
        """;

    private static readonly string After = Before.Replace("[|Bad()|]", "Good()");

    [Fact]
    public Task The_first_action_is_taken() => Verify.Fix<BadCallAnalyzer, BadCallFix>(Before, After);

    [Fact]
    public Task Another_action_is_taken_by_its_key() =>
        Verify.Fix<BadCallAnalyzer, BadCallFix>(Before, Before.Replace("[|Bad()|]", "Better()"), BadCallFix.UseBetter);

    [Fact]
    public Task Findings_of_every_file_and_project_are_fixed() => Verify.Fix<BadCallAnalyzer, BadCallFix>(
        Code.Files(("A.cs", Before), ("B.cs", Before.Replace("class C", "class D"))),
        Code.Files(("A.cs", After), ("B.cs", After.Replace("class C", "class D"))),
        setup: new() { Projects = [new("Silent", "public class Base;")] });

    [Fact]
    public Task Another_text_fails() => Fails.With(
        "expected:         Fine();\n", () => Verify.Fix<BadCallAnalyzer, BadCallFix>(Before, After.Replace("Good();", "Fine();").ReplaceLineEndings("\n")));

    [Fact]
    public Task An_unknown_key_fails() => Fails.With(
        "Offered: Good, Better", () => Verify.Fix<BadCallAnalyzer, BadCallFix>(Before, After, "Best"));

    [Fact]
    public Task An_action_without_a_key_fails() => Fails.With("no equivalence key", () => Verify.Fix<BadCallAnalyzer, KeylessFix>(Before, After));

    [Fact]
    public Task A_fix_that_changes_nothing_fails() => Fails.With("unchanged", () => Verify.Fix<BadCallAnalyzer, IdleFix>(Before, After));

    [Fact]
    public Task A_fix_that_is_offered_again_on_its_result_fails() =>
        Fails.With("does not converge", () => Verify.Fix<BadCallAnalyzer, EndlessFix>(Before, After));

    [Fact]
    public Task A_lost_comment_fails() => Fails.With(
        "loses:\n  // why", () => Verify.Fix<BadCallAnalyzer, CommentEatingFix>(Before, After.Replace("// why", "")));

    [Fact]
    public Task Code_that_no_longer_compiles_fails() => Fails.With(
        "CS0103", () => Verify.Fix<BadCallAnalyzer, BreakingFix>(Before, Before.Replace("[|Bad()|]", "Missing()")));

    [Fact]
    public Task A_new_compiler_warning_fails() => Fails.With(
        "CS0612", () => Verify.Fix<BadCallAnalyzer, WarningFix>(Before, Before.Replace("[|Bad()|]", "Old()")));

    [Fact]
    public Task No_Fix_All_fails() => Fails.With("no Fix All", () => Verify.Fix<BadCallAnalyzer, SingleOnlyFix>(Before, After));

    [Fact]
    public Task No_Fix_All_can_be_asked_for() => Verify.Fix<BadCallAnalyzer, SingleOnlyFix>(Before, After, setup: new() { NoFixAll = true });

    [Fact]
    public Task A_Fix_All_that_drops_a_change_fails() => Fails.With(
        "Fixed by Fix All in document", () => Verify.Fix<BadCallAnalyzer, ForgetfulFix>(Before, After));

    [Fact]
    public Task Lines_that_end_unlike_the_others_of_the_file_fail() => Fails.With(
        "CRLF, tabs", () => Verify.Fix<BadCallAnalyzer, LineFeedFix>("class C { void M() => [|Bad()|]; void Bad() { } void Good() { } }",
            "\nclass C { void M() => Good(); void Bad() { } void Good() { } }"));

    [Fact]
    public Task A_finding_without_a_fix_stays_and_is_marked() => Verify.Fix<BadCallAnalyzer, BadCallFix>(
        "class C { void M() { [|Bad()|]; [|Bad(1)|]; } void Bad(int n = 0) { } void Good() { } }",
        "class C { void M() { Good(); [|Bad(1)|]; } void Bad(int n = 0) { } void Good() { } }");

    [Fact]
    public Task A_finding_that_stays_without_a_mark_fails() => Fails.With(
        "Unexpected:\n  TEST0001",
        () => Verify.Fix<BadCallAnalyzer, BadCallFix>(
            "class C { void M() { [|Bad()|]; [|Bad(1)|]; } void Bad(int n = 0) { } void Good() { } }",
            "class C { void M() { Good(); Bad(1); } void Bad(int n = 0) { } void Good() { } }"));

    [Fact]
    public Task A_finding_without_a_fix_can_be_asked_for() => Verify.NoFix<BadCallAnalyzer, BadCallFix>(
        "class C { void M() => [|Bad(1)|]; void Bad(int n) { } }");

    [Fact]
    public Task An_offer_fails_where_none_is_expected() => Fails.With(
        "Offered: 'Call Good'", () => Verify.NoFix<BadCallAnalyzer, BadCallFix>(Before));

    [Fact]
    public Task No_finding_fails_where_one_is_expected_to_have_no_fix() => Fails.With(
        "no finding", () => Verify.NoFix<BadCallAnalyzer, BadCallFix>("class C;"));
}

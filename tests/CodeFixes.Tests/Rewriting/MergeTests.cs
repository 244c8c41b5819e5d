using static RaceSafe.CodeFixes.Tests.Rewriting.Rewritten;

namespace RaceSafe.CodeFixes.Tests.Rewriting;

/// <summary>Several plans on one file: each whole or not at all, none undone by another.</summary>
public class MergeTests
{
    [Fact]
    public async Task Plans_beside_each_other_are_all_carried_out() =>
        Assert.Equal("var x = F(p) + G(q);", await By("var x = p + q;", ("q", Wrap("G")), ("p", Wrap("F"))));

    [Fact]
    public async Task A_plan_around_another_takes_its_result() =>
        Assert.Equal("var x = F(G(p)[0]);", await By("var x = p[0];", ("p", Wrap("G")), ("p[0]", Wrap("F"))));

    [Fact]
    public async Task A_plan_that_would_undo_another_waits() =>
        Assert.Equal("var x = b + G(c);", await By("var x = b + c;", ("c", Wrap("G")), ("b + c", WrapStale("F"))));

    [Fact]
    public async Task A_plan_for_a_node_that_another_has_changed_waits() =>
        Assert.Equal("var x = F(b);", await By("var x = b;", ("b", Wrap("F")), ("b", Wrap("G"))));

    [Fact]
    public async Task A_plan_inside_of_what_another_removed_waits() =>
        Assert.Equal("M();\n", await By("F(b);\nM();\n", ("F(b);", Remove), ("b", Wrap("G"))));

    [Fact]
    public async Task A_plan_that_cannot_be_finished_is_not_begun() => Assert.Equal(
        "var x = F(b) + c;",
        await By(
            "var x = b + c;",
            ("b", Wrap("F")),
            ("b + c", site =>
            {
                Wrap("H")(site);
                WrapStale("G")(site);
            })));
}

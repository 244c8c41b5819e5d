using System.Text.RegularExpressions;

namespace RaceSafe.Analyzers.Tests.Conventions;

/// <summary>What a rule offers, a fix does, and a test proves.</summary>
public partial class FixTests
{
    private const string Provider = "src/CodeFixes/Fixes/MakeAtomicFix.cs";

    /// <summary>Rule id and action, for every action that some rule offers.</summary>
    public static TheoryData<string, string> Offers
    {
        get
        {
            var offers = new TheoryData<string, string>();
            foreach (var file in Checkout.Files("src/Analyzers/Rules"))
            {
                var text = Checkout.Read(file);
                if (QuotedId().Match(text) is not { Success: true, Groups: [_, var id] }) continue;
                foreach (var action in Action().Matches(text).Select(match => match.Groups[1].Value).Distinct()) offers.Add(id.Value, action);
            }

            return offers;
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void An_offered_action_is_a_rewrite_of_the_provider_with_tests_and_on_the_page(string id, string action)
    {
        if (action.Length == 0) return;

        Assert.Contains($"\"{id}\"", Checkout.Read(Provider));
        Assert.True(Checkout.Files("src/CodeFixes/Fixes", $"{action}.cs").Any(), $"src/CodeFixes/Fixes/…/{action}.cs is missing.");
        Assert.Contains($"new {action}(", Checkout.Read(Provider));
        Assert.True(Checkout.Files("tests/CodeFixes.Tests", $"{action}Tests.cs").Any(), $"{action}Tests.cs is missing.");
        Assert.NotEqual("—", RuleFiles.Of(id).Fix);
    }

    [Fact]
    public void The_provider_fixes_only_rules_that_exist() =>
        Assert.Empty(QuotedId().Matches(Checkout.Read(Provider)).Select(match => match.Groups[1].Value).Except(RuleFiles.All.Select(rule => rule.Id)));

    [GeneratedRegex(@"""(RACE\d{4})""")]
    private static partial Regex QuotedId();

    [GeneratedRegex(@"FixActions\.(\w+)")]
    private static partial Regex Action();
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaceSafe.Testing.Analyzers;

/// <summary>One run of a fix test.</summary>
internal sealed class FixCheck(DiagnosticAnalyzer analyzer, CodeFixProvider fix, string? key, Setup setup, Layout layout)
{
    private readonly Analysis _analysis = new(analyzer);
    private readonly FixRun _fix = new(new Analysis(analyzer), fix);

    public async Task Run(Code before, Code after)
    {
        var test = TestSolution.Create(before, setup, layout);
        var goal = TestSolution.Create(after, setup, layout);
        var warnings = await Analysis.CompilerWarnings(test.Solution, "The source");
        new Expectation(test, setup.Expected).Check(await _analysis.Findings(test.Solution));

        var chosen = await ChooseKey(test.Solution);
        var result = await _fix.OneByOne(test.Solution, chosen);
        await CheckTexts(test, result, goal, "one by one");
        Surroundings.CheckWarnings(warnings, await Analysis.CompilerWarnings(result, "The fixed source"));
        if (!setup.CommentsMayGo) await Surroundings.CheckTrivia(test, result);
        new Expectation(goal, []).Check(await _analysis.Findings(result));

        if (setup.NoFixAll) CheckNoFixAll();
        else await CheckFixAll(before, after, test, goal, chosen);
    }

    public async Task RunWithoutOffer(Code source)
    {
        var test = TestSolution.Create(source, setup, layout);
        if (!setup.AllowCompileErrors) await Analysis.CompilerWarnings(test.Solution, "The source");
        var findings = await _analysis.Findings(test.Solution);
        new Expectation(test, setup.Expected).Check(findings);
        if (findings.IsEmpty) throw new VerificationException("There is no finding, so there is nothing that a fix could refuse.");
        foreach (var offer in await _fix.Offers(test.Solution))
            if (key is null || offer.Action.EquivalenceKey == key)
                throw new VerificationException($"Offered: '{offer.Action.Title}' ({offer.Action.EquivalenceKey}) for\n{Report.Show(offer.Finding)}");
    }

    private async Task<string> ChooseKey(Solution solution)
    {
        var offers = await _fix.Offers(solution);
        var offered = string.Join(", ", offers.Select(offer => offer.Action.EquivalenceKey ?? "(none)").Distinct());
        if (offers.Count == 0) throw new VerificationException("No fix is offered.");
        if (offers.Any(offer => offer.Action.EquivalenceKey is null))
            throw new VerificationException("An action has no equivalence key: Fix All could not tell it from others.");
        if (key is not null && offers.All(offer => offer.Action.EquivalenceKey != key))
            throw new VerificationException($"No action has the key '{key}'. Offered: {offered}.");
        return key ?? offers[0].Action.EquivalenceKey!;
    }

    private async Task CheckFixAll(Code before, Code after, TestSolution test, TestSolution goal, string chosen)
    {
        await CheckTexts(test, await _fix.All(test.Solution, chosen, FixAllScope.Document), goal, "by Fix All in document");
        await CheckTexts(test, await _fix.All(test.Solution, chosen, FixAllScope.Project), goal, "by Fix All in project");
        var twice = TestSolution.Create(before, setup, layout, copies: 2);
        var goalTwice = TestSolution.Create(after, setup, layout, copies: 2);
        await CheckTexts(twice, await _fix.All(twice.Solution, chosen, FixAllScope.Solution), goalTwice, "by Fix All in solution");
    }

    private void CheckNoFixAll()
    {
        if (fix.GetFixAllProvider() is not null) throw new VerificationException("The test says that there is no Fix All, but there is.");
    }

    private static async Task CheckTexts(TestSolution test, Solution result, TestSolution goal, string how)
    {
        var wanted = goal.Marked.ToDictionary(pair => goal.Solution.GetDocument(pair.Key)!.FilePath!, pair => pair.Value.Text);
        foreach (var id in test.Marked.Keys)
        {
            var document = result.GetDocument(id)!;
            if (!wanted.TryGetValue(document.FilePath!, out var want))
                throw new VerificationException($"The test has no text after the fix for {document.Name}.");
            var text = (await document.GetTextAsync()).ToString();
            if (text != want) throw new VerificationException($"Fixed {how}, {document.FilePath}: {Report.Difference(want, text)}");
        }
    }
}

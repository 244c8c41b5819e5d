using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Entries;

namespace RaceSafe.CodeFixes.Fixes.Memory;

/// <summary>
/// <c>d.AddOrUpdate(key, first, (_, old) => new)</c>. Where an absent entry made the indexer throw, an expression keeps throwing; a statement
/// is left to <see cref="RetryCompareAndSet"/>, which says the same more plainly.
/// </summary>
internal sealed class UseAddOrUpdate : Rewrite
{
    public override string Action => FixActions.UseAddOrUpdate;

    public override string? Plan(FixSite site)
    {
        if (EntryUpdateParser.Parse(site) is not { Absent: not WhenAbsent.Skips } update) return null;
        if (update.Absent == WhenAbsent.Throws)
        {
            if (update.Statement is not null) return null;
            site.Import("System.Collections.Generic");
            var call = $"{update.Dictionary}.AddOrUpdate({update.Key}, _ => throw new KeyNotFoundException(), (_, {update.Old}) => {update.Compute})";
            Spell.Call(site, update, IsOperand(site) && Spell.BackToOld(site, update).Length > 0 ? $"({call}{Spell.BackToOld(site, update)})" : call + Spell.BackToOld(site, update));
            return "Use AddOrUpdate";
        }

        var (first, compute) = (update.Initial!, update.Compute.ToString());
        var initial = EntryNumbers.IsSimple(first) ? first.ToString() : $"_ => {first}";
        if (update.Once is not null && update.Statement is { } statement)
        {
            var name = FreeName(site, statement);
            var hoisted = Spell.Statement($"var {name} = {first};");
            var probe = update.Superfluous.FirstOrDefault(other => other.SpanStart < statement.SpanStart);
            if (probe is null) site.InsertBefore(statement, _ => hoisted);
            else site.Replace(probe, _ => hoisted);
            update = update with { Superfluous = [.. update.Superfluous.Where(other => other != probe)] };
            (initial, compute) = (name, $"{update.Old} {((BinaryExpressionSyntax)update.Compute).OperatorToken} {name}");
        }

        Spell.Call(site, update, $"{update.Dictionary}.AddOrUpdate({update.Key}, {initial}, (_, {update.Old}) => {compute})");
        return "Use AddOrUpdate";
    }

    private static bool IsOperand(FixSite site) => site.Write<ExpressionSyntax>()?.Parent is BinaryExpressionSyntax or MemberAccessExpressionSyntax or PrefixUnaryExpressionSyntax or CastExpressionSyntax;

    private static string FreeName(FixSite site, StatementSyntax at)
    {
        var taken = new HashSet<string>(site.Model.LookupSymbols(at.SpanStart).Select(symbol => symbol.Name));
        foreach (var name in new[] { "amount", "addend", "addedAmount" })
            if (!taken.Contains(name)) return name;
        return "amountToAdd";
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Rules.Database.ChangedRows;
using RaceSafe.Analyzers.Rules.Database.NewRows;
using RaceSafe.Analyzers.Safety.Harmless;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>A row that nobody has yet is selected, and a second statement says whose it is. Whoever comes second is meant to get another one, or none.</summary>
internal static class SqlClaims
{
    private static readonly string[] s_spent = ["used", "consumed", "redeemed", "claimed", "spent"];

    /// <summary>The query asks for rows in which the column is empty or not set, and the statement sets it.</summary>
    public static bool IsMark(string[] condition, string column, string value)
    {
        if (HarmlessMarks.Is(column)) return false;
        for (var i = 0; i + 2 < condition.Length; i++)
        {
            if (condition[i] != column) continue;
            if (condition[i + 1] == "is" && condition[i + 2] == "null") return value != "null";
            if (condition[i + 1] == "=" && condition[i + 2] is "0" or "false") return value is "1" or "true";
        }

        return false;
    }

    /// <summary>Being the one who got the row matters: it is given to somebody, a row of another table comes with it, or it is the next of many and is handed out.</summary>
    public static bool IsTaken(Access read, Access write, string column, RuleContext context)
    {
        if (Array.Exists(s_spent, word => column.Replace("_", "").IndexOf(word, StringComparison.Ordinal) >= 0)) return true;
        foreach (var (_, value) in write.Spec.Statement!.Sets)
            if (IsSomebody(write, value, context)) return true;
        foreach (var other in context.Flow.Accesses)
            if (other is { Kind: AccessKind.Add, Place.Store: StoreKind.SqlRow } && other.Place.Container != write.Place.Container && ((other.ControlReads | other.Value.Origins) & read.ReadBit) != 0) return true;
        return read.Spec.Statement!.IsFirstOfMany && (context.Flow.Returned.Origins & read.ReadBit) != 0;
    }

    /// <summary>Nobody is in the column, or the method ends; then the statement puts somebody there.</summary>
    public static bool FillsEmpty(Hazard hazard, Decision decision, string column, string value, RuleContext context)
    {
        if (HarmlessMarks.Is(column) || !IsSomebody(hazard.Write, value, context) || !Decisions.LeavesOtherwise(decision, hazard.Write.Frame)) return false;
        if (hazard.Read.Spec.Statement is { Sets.Length: 1 } scalar && scalar.Sets[0].Column == column) return Existence.Meaning(decision, hazard.Read) == RowRace.InsertIfAbsent;
        var model = context.Safety.Databases.Compilation.GetSemanticModel(decision.Condition.Syntax.SyntaxTree);
        foreach (var name in decision.Condition.Syntax.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (SqlColumns.IsNamed(column, name.Identifier.ValueText) && model.GetSymbolInfo(name).Symbol is IPropertySymbol property && RowClaims.SaysEmpty(decision.Condition, property) is { } empty) return empty == decision.WhenTrue;
        }

        return false;
    }

    /// <summary>What the statement writes came to the method from outside, and says more than when it was.</summary>
    private static bool IsSomebody(Access write, string value, RuleContext context)
    {
        if (!value.StartsWith("@", StringComparison.Ordinal) || value.Contains(' ') || SqlParameters.Of(write, value.Substring(1)) is not { } given) return false;
        var model = context.Safety.Databases.Compilation.GetSemanticModel(given.SyntaxTree);
        if (model.GetTypeInfo(given, context.Cancellation).Type is not { } type || RowClaims.IsTime(type) || type.SpecialType == SpecialType.System_Boolean) return false;
        return given.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => model.GetSymbolInfo(name, context.Cancellation).Symbol is IParameterSymbol or IFieldSymbol { IsConst: false });
    }
}

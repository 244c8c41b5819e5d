using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>A row is selected, a value computed from it, and the row updated by a second statement.</summary>
internal static class SqlUpdates
{
    public static RowFinding? Find(Hazard hazard, RuleContext context)
    {
        if (hazard.Pattern != HazardPattern.LostUpdate || hazard.Overlap != Overlap.Same || hazard.Read.Kind != AccessKind.Read) return null;
        if (hazard.Write.Spec.Statement is not { Verb: SqlVerb.Update } update) return null;
        foreach (var (column, value) in update.Sets)
        {
            if (!value.StartsWith("@", StringComparison.Ordinal) || value.Contains(" ")) continue;
            if (hazard.Write.Imported is not null ? !IsChanged(hazard.Write, value.Substring(1)) && !IsHandedChanged(hazard, column, value.Substring(1)) : SqlParameters.Of(hazard.Write, value.Substring(1)) is not { } expression || !IsComputed(expression)) continue;
            var finding = new RowFinding(RowRace.SqlUpdate, hazard.Read, hazard.Write, hazard.Write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{update.Table}.{column}", Parameter = value.Substring(1) };
            return Judgement.Of(finding, hazard, context);
        }

        return null;
    }

    /// <summary>The selected row is handed to the statement as a whole, once it has been changed: <c>wallet.Balance -= amount; connection.Execute("UPDATE …", wallet)</c>.</summary>
    public static RowFinding? FindCarried(Access write, RuleContext context)
    {
        if (write is not { Kind: AccessKind.Write, Imported: null, Value.Sym: { Kind: SymKind.Result, Head: Access { Imported: null, Kind: AccessKind.Read } read } } || write.Spec.Statement is not { Verb: SqlVerb.Update } update) return null;
        if (read.Spec.Statement is not { Verb: SqlVerb.Select } query || query.Table != update.Table || query.Condition == update.Condition || Key(query) is not { } key || key != Key(update)) return null;
        foreach (var (column, value) in update.Sets)
        {
            if (value.Contains(" ") || !value.StartsWith("@", StringComparison.Ordinal) || !IsChanged(write, value.Substring(1))) continue;
            return Judgement.Of(new(RowRace.SqlUpdate, read, write, write, context.Safety.Databases.Compilation.ObjectType, null, Outcome.Racy, null) { Rows = $"{update.Table}.{column}" }, null, context);
        }

        return null;
    }

    /// <summary>The only column that the condition compares.</summary>
    private static string? Key(SqlStatement statement) => statement.Condition.Split(' ') is { Length: 3 } words && words[1] == "=" && words[2].StartsWith("@", StringComparison.Ordinal) ? words[0] : null;

    /// <summary>A statement of SQL writes a value computed from what Entity Framework has loaded from that table.</summary>
    public static RowFinding? FindLoaded(Access write, RuleContext context)
    {
        if (write.Imported is not null || write.Kind != AccessKind.Write || write.Spec.Statement is not { Verb: SqlVerb.Update } update) return null;
        foreach (var read in context.Flow.ReadsIn(write.Value.Origins))
        {
            if (read.Place.Store != StoreKind.Entity || read.Imported is not null || read.Place.Container?.Head is not INamedTypeSymbol entity || !IsTableOf(entity, update.Table)) continue;
            foreach (var (column, value) in update.Sets)
            {
                if (!value.StartsWith("@", StringComparison.Ordinal) || value.Contains(" ") || SqlParameters.Of(write, value.Substring(1)) is not { } expression || !IsComputed(expression)) continue;
                return Judgement.Of(new(RowRace.SqlUpdate, read, write, write, entity, null, Outcome.Racy, null) { Rows = $"{update.Table}.{column}" }, null, context);
            }
        }

        return null;
    }

    /// <summary>The statement stands in a helper, and is handed a sum over what was selected: <c>lots.SetFree(id, lot.Free - 1)</c>.</summary>
    private static bool IsHandedChanged(Hazard hazard, string column, string parameter) =>
        SqlParameters.Handed(hazard.Write, parameter) is { } given && SqlSelections.IsComputed(given, column, hazard.Read);

    /// <summary>The statement stands in a helper, and the object that it is given was changed here: <c>meter.Reading += delta; await repository.Save(meter);</c>, or copied with a change.</summary>
    private static bool IsChanged(Access write, string parameter)
    {
        if (SqlParameters.Of(write.Source, parameter) is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var column }) parameter = column;
        if (write.Operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return false;
        foreach (var node in method.DescendantNodes())
        {
            var target = node switch
            {
                AssignmentExpressionSyntax assignment when !assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || IsArithmetic(assignment.Right) => assignment.Left,
                PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => step.Operand,
                PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => step.Operand,
                _ => null,
            };
            if (target is MemberAccessExpressionSyntax { Name: var name }) target = name;
            else if (target?.Parent?.Parent is not { RawKind: (int)SyntaxKind.WithInitializerExpression }) continue;
            if (target is SimpleNameSyntax { Identifier.ValueText: var changed } && string.Equals(changed, parameter, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>The table is named as the entity is, or in its plural.</summary>
    private static bool IsTableOf(INamedTypeSymbol entity, string table)
    {
        var name = entity.Name.ToLowerInvariant();
        table = table.Replace("_", "");
        return table == name || table == name + "s" || table == name + "es" || (name.EndsWith("y", StringComparison.Ordinal) && table == name.Substring(0, name.Length - 1) + "ies");
    }

    /// <summary>The expression, or what its variables were given in this method, is arithmetic.</summary>
    private static bool IsComputed(ExpressionSyntax expression)
    {
        if (IsArithmetic(expression)) return true;
        if (expression.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } method) return false;
        foreach (var name in expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            foreach (var node in method.DescendantNodes())
            {
                switch (node)
                {
                    case VariableDeclaratorSyntax { Initializer: { } initializer } local when local.Identifier.ValueText == name.Identifier.ValueText && IsArithmetic(initializer.Value):
                    case AssignmentExpressionSyntax assignment when Ends(assignment.Left, name) && (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || IsArithmetic(assignment.Right)):
                    case PostfixUnaryExpressionSyntax step when Ends(step.Operand, name):
                    case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } before when Ends(before.Operand, name):
                        return true;
                }
            }
        }

        return false;
    }

    private static bool Ends(ExpressionSyntax target, IdentifierNameSyntax name) =>
        (target is MemberAccessExpressionSyntax access ? access.Name : target as SimpleNameSyntax)?.Identifier.ValueText == name.Identifier.ValueText;

    private static bool IsArithmetic(SyntaxNode source) => source.DescendantNodesAndSelf().Any(node =>
        node.RawKind is (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression);
}

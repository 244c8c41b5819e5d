using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Entries;

/// <summary>Understands the ways in which people write new = f(old) for a dictionary entry.</summary>
internal sealed class EntryUpdateParser
{
    private readonly EntryShape _entry;
    private readonly ITypeSymbol _type;

    private EntryUpdateParser(EntryShape entry, ITypeSymbol type)
    {
        _entry = entry;
        _type = type;
    }

    /// <summary>The update that a finding stands on; null when it is written in a way that cannot become one step.</summary>
    public static EntryUpdate? Parse(FixSite site)
    {
        if (EntryShape.Of(site) is not { ValueType: { } type } entry || site.Write<ExpressionSyntax>() is not { } write) return null;
        var update = new EntryUpdateParser(entry, type).Parse(write);
        return update is not null && IsMovable(update, site.Model) ? update : null;
    }

    private EntryUpdate? Parse(ExpressionSyntax write)
    {
        var statement = write.Parent as ExpressionStatementSyntax;
        switch (write)
        {
            case PostfixUnaryExpressionSyntax { Operand: ElementAccessExpressionSyntax } step: return Step(step, step.OperatorToken, statement, isPostfix: true);
            case PrefixUnaryExpressionSyntax { Operand: ElementAccessExpressionSyntax } step: return Step(step, step.OperatorToken, statement, isPostfix: false);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment: return Assigned(assignment.Right, statement);
            case AssignmentExpressionSyntax assignment: return Compound(assignment, statement);
            case InvocationExpressionSyntax call when statement is not null && _entry.AsCall(call, "TryUpdate") is { ArgumentList.Arguments: { Count: 3 } arguments }
                && arguments[2].Expression is IdentifierNameSyntax expected:
                return FromVariable(arguments[1].Expression, expected.Identifier.ValueText, statement, dropped: true);
            default: return null;
        }
    }

    private EntryUpdate? Step(ExpressionSyntax step, SyntaxToken token, StatementSyntax? statement, bool isPostfix)
    {
        if (!EntryNumbers.IsNumber(_type)) return null;
        var plus = token.IsKind(SyntaxKind.PlusPlusToken);
        var old = NewName(step);
        var compute = ParseExpression($"{old} {(plus ? "+" : "-")} 1");
        return Around(statement, old, EntryNumbers.Cast(compute, _type, EntryNumbers.IsSmall(_type))) is not { } update ? null
            : statement is null && isPostfix ? update with { BackToOld = plus ? "- 1" : "+ 1" } : update;
    }

    private EntryUpdate? Compound(AssignmentExpressionSyntax assignment, StatementSyntax? statement)
    {
        var operation = assignment.OperatorToken.ValueText;
        if (operation == "??=" || EntryNumbers.NeedsCast(assignment.Right, _type, _entry.Model) is not { } cast) return null;
        var old = NewName(assignment);
        var compute = ParseExpression($"{old} {operation.Substring(0, operation.Length - 1)} {Spelling.Operand(assignment.Right)}");
        return Around(statement, old, EntryNumbers.Cast(compute, _type, cast));
    }

    private EntryUpdate? Assigned(ExpressionSyntax right, StatementSyntax? statement)
    {
        if (EntryShape.Bare(right) is ConditionalExpressionSyntax choice && _entry.IsTryGet(choice.Condition, out var found) && OnlyUsedIn(found, choice.WhenTrue))
            return New(statement, found.Identifier.ValueText, choice.WhenTrue, WhenAbsent.Creates, choice.WhenFalse);
        if (right.DescendantNodesAndSelf().Any(_entry.IsEntry))
        {
            var old = NewName(right);
            var compute = right.ReplaceNodes(right.DescendantNodesAndSelf().Where(_entry.IsEntry), (node, _) => IdentifierName(old).WithTriviaFrom(node));
            return Around(statement, old, compute);
        }

        if (right.DescendantNodesAndSelf().FirstOrDefault(node => _entry.AsCall(node, "GetValueOrDefault") is { ArgumentList.Arguments.Count: 1 }) is { } lookup)
        {
            var old = NewName(right);
            var compute = right.ReplaceNode(lookup, IdentifierName(old).WithTriviaFrom(lookup));
            return EntryNumbers.Seed(compute, old, _type) is { } seed ? New(statement, old, compute, WhenAbsent.Creates, seed) : null;
        }

        return statement is null ? null : FromVariables(right, statement);
    }

    /// <summary>The value comes from variables: <c>var next = count + 1; d[k] = next;</c></summary>
    private EntryUpdate? FromVariables(ExpressionSyntax right, StatementSyntax statement)
    {
        if (EntryShape.Bare(right) is IdentifierNameSyntax next && Before(statement) is LocalDeclarationStatementSyntax declaration
            && Single(declaration) is { Initializer.Value: var computed } result && result.Identifier.ValueText == next.Identifier.ValueText)
        {
            var inner = computed is ConditionalExpressionSyntax ? Assigned(computed, declaration) : Reads(computed, declaration);
            return inner is { Absent: WhenAbsent.Creates } ? inner with { Statement = declaration, Result = result, Superfluous = [.. inner.Superfluous, statement] } : null;
        }

        return Reads(right, statement);
    }

    private EntryUpdate? Reads(ExpressionSyntax compute, StatementSyntax statement)
    {
        foreach (var name in compute.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            if (FromVariable(compute, name.Identifier.ValueText, statement, dropped: false) is { } update) return update;
        return null;
    }

    /// <summary>The old value is in a variable that the statement before, or the <c>if</c> around, has read.</summary>
    private EntryUpdate? FromVariable(ExpressionSyntax compute, string old, StatementSyntax statement, bool dropped)
    {
        if (Before(statement) is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration && Single(declaration) is { Initializer.Value: var read } variable && variable.Identifier.ValueText == old)
        {
            if (_entry.IsEntry(read)) return Later(New(statement, old, compute, WhenAbsent.Throws, null, declaration), variable, statement);
            if (!dropped && _entry.AsCall(read, "GetValueOrDefault") is not null && OnlyUsedIn(variable, compute) && EntryNumbers.Seed(compute, old, _type) is { } seed)
                return New(statement, old, compute, WhenAbsent.Creates, seed, declaration);
            if (!dropped && read is ConditionalExpressionSyntax choice && _entry.IsTryGet(choice.Condition, out var found) && choice.WhenTrue is IdentifierNameSyntax same
                && same.Identifier.ValueText == found.Identifier.ValueText && OnlyUsedIn(variable, compute))
                return New(statement, old, compute, WhenAbsent.Creates, EntryNumbers.Substitute(compute, old, choice.WhenFalse), declaration);
            return null;
        }

        if (Before(statement) is ExpressionStatementSyntax probe && _entry.IsTryGet(probe.Expression, out var probed) && probed.Identifier.ValueText == old)
        {
            if (dropped) return Later(New(statement, old, compute, WhenAbsent.Skips, null, probe), probed, statement) is { OldIsUsedLater: false } update ? update : null;
            return OnlyUsedIn(probed, compute) && EntryNumbers.Seed(compute, old, _type) is { } seed ? New(statement, old, compute, WhenAbsent.Creates, seed, probe) : null;
        }

        return Checked(statement, out var branch, out var found2, out var otherwise) && found2?.Identifier.ValueText == old && OnlyUsedIn(found2, compute, statement)
            ? Choice(branch, old, compute, otherwise)
            : null;
    }

    /// <summary><c>if (d.ContainsKey(k)) d[k]++; else d[k] = 1;</c> around a write that reads the entry itself.</summary>
    private EntryUpdate? Around(StatementSyntax? statement, string old, ExpressionSyntax compute) =>
        statement is not null && Checked(statement, out var branch, out var found, out var otherwise) && (found is null || OnlyUsedIn(found, branch.Condition))
            ? Choice(branch, old, compute, otherwise) ?? New(statement, old, compute, WhenAbsent.Throws, null)
            : New(statement, old, compute, WhenAbsent.Throws, null);

    private EntryUpdate? Choice(IfStatementSyntax branch, string old, ExpressionSyntax compute, StatementSyntax? otherwise)
    {
        if (otherwise is null) return New(branch, old, compute, WhenAbsent.Skips, null);
        var initial = otherwise is not ExpressionStatementSyntax { Expression: var put } ? null
            : put is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment && _entry.IsEntry(assignment.Left) ? assignment.Right
            : _entry.AsCall(put, "TryAdd") is { ArgumentList.Arguments: { Count: 2 } arguments } ? arguments[1].Expression : null;
        return initial is null ? null : New(branch, old, compute, WhenAbsent.Creates, initial);
    }

    /// <summary>The statement is all that an <c>if</c> on the entry's presence does when it is there.</summary>
    private bool Checked(StatementSyntax statement, out IfStatementSyntax branch, out SingleVariableDesignationSyntax? found, out StatementSyntax? otherwise)
    {
        found = null;
        otherwise = null;
        SyntaxNode body = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block : statement;
        branch = (body.Parent as IfStatementSyntax ?? (body.Parent as ElseClauseSyntax)?.Parent as IfStatementSyntax)!;
        if (branch is null || branch.Parent is ElseClauseSyntax) return false;
        var condition = EntryShape.Bare(branch.Condition);
        var negated = condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression };
        if (negated) condition = EntryShape.Bare(((PrefixUnaryExpressionSyntax)condition!).Operand);
        if (_entry.IsTryGet(condition, out var variable)) found = variable;
        else if (_entry.AsCall(condition, "ContainsKey") is null) return false;
        var inElse = body.Parent is ElseClauseSyntax;
        if (inElse != negated) return false;
        var other = inElse ? branch.Statement : branch.Else?.Statement;
        otherwise = other is BlockSyntax { Statements.Count: 1 } one ? one.Statements[0] : other;
        return true;
    }

    private EntryUpdate New(StatementSyntax? statement, string old, ExpressionSyntax compute, WhenAbsent absent, ExpressionSyntax? initial, params StatementSyntax[] superfluous) =>
        new(_entry.Dictionary, _entry.Key, _type, old, compute.WithoutTrivia(), absent, initial?.WithoutTrivia()) { Statement = statement, Superfluous = superfluous };

    private static EntryUpdate Later(EntryUpdate update, SyntaxNode variable, StatementSyntax after) =>
        update with { OldIsUsedLater = EntryShape.Uses(variable, update.Old).Any(use => use.SpanStart > after.Span.End) };

    private static bool OnlyUsedIn(SyntaxNode variable, params SyntaxNode[] places)
    {
        var name = variable switch
        {
            SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
            VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText,
            _ => "",
        };
        return EntryShape.Uses(variable, name).All(use => places.Any(place => place.Span.Contains(use.Span)));
    }

    private static StatementSyntax? Before(StatementSyntax statement)
    {
        if (statement.Parent is GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global)
        {
            var at = unit.Members.IndexOf(global);
            return at > 0 ? (unit.Members[at - 1] as GlobalStatementSyntax)?.Statement : null;
        }

        if (statement.Parent is not BlockSyntax block) return null;
        var index = block.Statements.IndexOf(statement);
        return index > 0 ? block.Statements[index - 1] : null;
    }

    private static VariableDeclaratorSyntax? Single(LocalDeclarationStatementSyntax declaration) =>
        declaration.Declaration.Variables is { Count: 1 } variables && variables[0].Initializer is not null ? variables[0] : null;

    private string NewName(SyntaxNode place)
    {
        var taken = _entry.Model.LookupSymbols(place.SpanStart).Select(symbol => symbol.Name).ToImmutableHashSet();
        foreach (var name in new[] { "current", "old", "previous" })
            if (!taken.Contains(name)) return name;
        return "currentValue";
    }

    /// <summary>
    /// The computation can stand in a lambda and run again: it awaits nothing, assigns no variable, takes none by reference, and calls nothing
    /// that has not to do with the old value, unless that can be called once before.
    /// </summary>
    private static bool IsMovable(EntryUpdate update, SemanticModel model)
    {
        foreach (var expression in new[] { update.Compute, update.Initial })
        {
            if (expression is null) continue;
            foreach (var node in expression.DescendantNodesAndSelf())
            {
                if (node is InvocationExpressionSyntax && expression == update.Compute && !EntryNumbers.Mentions(node, update.Old) && update.Once is null) return false;
                if (node is AwaitExpressionSyntax or AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } or DeclarationExpressionSyntax or RefExpressionSyntax
                    || node.IsKind(SyntaxKind.PostIncrementExpression) || node.IsKind(SyntaxKind.PreIncrementExpression)
                    || node.IsKind(SyntaxKind.PostDecrementExpression) || node.IsKind(SyntaxKind.PreDecrementExpression)) return false;
                if (node is IdentifierNameSyntax name && model.LookupSymbols(update.Dictionary.SpanStart, name: name.Identifier.ValueText).FirstOrDefault() is IParameterSymbol { RefKind: not RefKind.None }) return false;
            }
        }

        return true;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// Statements from a read to a write that can run again from the start with another old value: then they can be the function that an atomic update is
/// given. They wait for nothing, leave for nowhere, and change only what they have made themselves.
/// </summary>
internal sealed class FoldShape
{
    private readonly Stretch _stretch;
    private readonly SemanticModel _model;
    private readonly Repeatable _repeatable;

    private FoldShape(Stretch stretch, SemanticModel model)
    {
        _stretch = stretch;
        _model = model;
        Between = [.. stretch.Statements.Skip(1).Take(stretch.Statements.Count - 2)];
        _repeatable = new(stretch.Read.Syntax, model);
    }

    public Stretch Stretch => _stretch;

    /// <summary>The parameter of the function.</summary>
    public string Parameter { get; private set; } = "current";

    /// <summary>A variable of the function that is used behind the write.</summary>
    public ILocalSymbol? Kept { get; private set; }

    /// <summary>The statement right behind the read that leaves when there is nothing to update.</summary>
    public IfStatementSyntax? WhenMissing { get; private set; }

    private LocalDeclarationStatementSyntax Reading { get; set; } = null!;

    private List<StatementSyntax> Between { get; }

    public static FoldShape? Of(FixSite site) => Stretch.Of(site) is { } stretch ? new FoldShape(stretch, site.Model).Follow() : null;

    /// <summary>The statements that become part of the function, or lose their sense by it.</summary>
    public IEnumerable<StatementSyntax> Moved => Between.Where(statement => statement != WhenMissing);

    /// <summary>The function, as text, laid out for the place of the write.</summary>
    public string Function()
    {
        var indent = _stretch.Last.GetLeadingTrivia().LastOrDefault().ToString();
        var end = _stretch.Last.GetTrailingTrivia().LastOrDefault() is var last && last.IsKind(SyntaxKind.EndOfLineTrivia) ? last.ToString() : "\n";
        var step = indent.IndexOf('\t') >= 0 ? "\t" : "    ";
        var lines = new List<string>();
        if (!IsPlain(Reading)) lines.Add(indent + Assign(Reading));
        if (WhenMissing is not null) lines.Add($"{indent}if ({WhenMissing.Condition}) return {Parameter};");
        foreach (var statement in Moved) lines.AddRange(Assign(statement).ToFullString().Replace("\r", "").TrimEnd('\n').Split('\n'));
        var written = _stretch.Write["value"]!.WithoutTrivia();
        if (lines.Count == 0) return $"{Parameter} => {written}";
        lines.Add($"{indent}return {written};");
        return $"{Parameter} =>{end}{indent}{{{end}{string.Join(end, lines.Select(line => line.Trim().Length == 0 ? "" : step + line))}{end}{indent}}}";
    }

    /// <summary>The type of a variable that keeps the last run's value: not null where it was not.</summary>
    public string TypeOf(ILocalSymbol kept, int position)
    {
        var value = ((VariableDeclaratorSyntax)kept.DeclaringSyntaxReferences[0].GetSyntax()).Initializer!.Value;
        var type = _model.GetTypeInfo(value).Nullability.FlowState == NullableFlowState.NotNull ? kept.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : kept.Type;
        return type.ToMinimalDisplayString(_model, position);
    }

    private FoldShape? Follow()
    {
        if (_stretch.Statements[0] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } reading) return null;
        if (variables[0].Initializer is null || _model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol variable || _stretch.Write["value"] is not { } value) return null;
        Reading = reading;
        Parameter = IsPlain(reading) ? variable.Name : Free("current");
        if (Between.FirstOrDefault() is IfStatementSyntax { Else: null } first && CounterShape.Leaves(first.Statement) && IsPlain(reading) && IsMissing(first, variable)) WhenMissing = first;
        if (!_repeatable.Is(reading)) return null;
        foreach (var statement in Between)
            if (statement != WhenMissing && (!_repeatable.Is(statement) || HasLongText(statement))) return null;
        if (!_repeatable.Is(value)) return null;
        foreach (var local in _repeatable.Locals)
        {
            if (!_stretch.UsesAfter(local, _model).Any()) continue;
            if (Kept is not null || SymbolEqualityComparer.Default.Equals(local, variable)) return null;
            Kept = local;
        }

        return Kept is null || Declared(Kept) ? this : null;
    }

    /// <summary><c>var text = await cache.GetStringAsync(key);</c> and nothing else.</summary>
    private bool IsPlain(LocalDeclarationStatementSyntax reading)
    {
        var value = reading.Declaration.Variables[0].Initializer!.Value;
        if (value is AwaitExpressionSyntax wait) value = wait.Expression;
        if (value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured } }) value = configured;
        return value == _stretch.Read.Syntax && (reading.Declaration.Type.IsVar || _stretch.Read.Kind != CacheKind.Redis);
    }

    private bool IsMissing(IfStatementSyntax branch, ILocalSymbol variable)
    {
        var known = new Dictionary<ISymbol, Counted>(SymbolEqualityComparer.Default) { [variable] = Counted.Raw };
        return new Counting(_stretch.Read, _model, known).SaysMissing(branch.Condition) == true && !Stretch.Uses(branch.Statement, variable, _model).Any();
    }

    /// <summary>The statement as it is inside the function: what was read is the parameter, what is kept is declared outside.</summary>
    private StatementSyntax Assign(StatementSyntax statement)
    {
        var read = _stretch.Read.Whole;
        if (statement.Span.Contains(read.Span)) statement = statement.ReplaceNode(read, SyntaxFactory.IdentifierName(Parameter));
        return statement is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } && variables[0].Identifier.ValueText == Kept?.Name
            ? SyntaxFactory.ParseStatement($"{Kept.Name} = {variables[0].Initializer!.Value};").WithTriviaFrom(statement)
            : statement;
    }

    /// <summary>A literal of several lines: it must not be indented.</summary>
    private static bool HasLongText(SyntaxNode node) => node.DescendantTokens().Any(token => token.Text.IndexOf('\n') >= 0);

    private bool Declared(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer: not null, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } }
        && (declaration == Reading || Between.Contains(declaration));

    private string Free(string name) => _model.LookupSymbols(_stretch.Last.SpanStart).Any(symbol => symbol.Name == name) ? name + "Value" : name;

}

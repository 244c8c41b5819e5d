using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>
/// The statement that loads one row into a variable: <c>var o = await db.Options.FirstOrDefaultAsync(o => o.Id == id);</c>. It can spell the query that
/// finds the row again without loading it.
/// </summary>
internal sealed class RowLoad
{
    private static readonly string[] s_terminals = ["First", "FirstOrDefault", "Single", "SingleOrDefault"];
    private static readonly string[] s_dropped = ["Include", "ThenInclude", "AsTracking", "AsSplitQuery", "AsSingleQuery"];

    private readonly ExpressionSyntax _source;
    private readonly string? _key;
    private readonly ExpressionSyntax? _keyValue;
    private readonly LambdaExpressionSyntax? _predicate;
    private readonly List<LambdaExpressionSyntax> _wheres = [];

    private RowLoad(LocalDeclarationStatementSyntax statement, ILocalSymbol row, INamedTypeSymbol entity, ExpressionSyntax source, LambdaExpressionSyntax? predicate, string? key, ExpressionSyntax? keyValue)
    {
        Statement = statement;
        Row = row;
        Entity = entity;
        _source = source;
        _predicate = predicate;
        _key = key;
        _keyValue = keyValue;
    }

    public LocalDeclarationStatementSyntax Statement { get; }

    /// <summary>The variable.</summary>
    public ILocalSymbol Row { get; }

    public INamedTypeSymbol Entity { get; }

    /// <summary>The expression of the context.</summary>
    public ExpressionSyntax Context { get; private set; } = null!;

    /// <summary>What happens when there is no row, where the statement itself says so: <c>?? throw …</c>.</summary>
    public ThrowExpressionSyntax? Otherwise { get; private set; }

    /// <summary>The context tracks the row.</summary>
    public bool IsTracked { get; private set; } = true;

    /// <summary>What lambdas call the row: as the query does, where it has a name for it that is free here.</summary>
    public string Name { get; private set; } = "";

    public static RowLoad? Of(FixSite site)
    {
        if (site.Place<InvocationExpressionSyntax>(FixRoles.Read) is not { Expression: MemberAccessExpressionSyntax called } call) return null;
        ExpressionSyntax value = call;
        ThrowExpressionSyntax? otherwise = null;
        while (value.Parent is ExpressionSyntax outer)
        {
            if (outer is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression, Right: ThrowExpressionSyntax thrown } && otherwise is null) otherwise = thrown;
            else if (outer is not (AwaitExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }) && !RowSyntax.IsConfigured(outer)) return null;
            value = outer;
        }

        if (value.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement } } declarator }) return null;
        if (site.Model.GetDeclaredSymbol(declarator) is not ILocalSymbol { Type: INamedTypeSymbol entity } row) return null;
        var terminal = Plain(called.Name.Identifier.ValueText);
        RowLoad? load = null;
        if (terminal == "Find") load = Found(site, statement, row, entity, call, called);
        else if (Array.IndexOf(s_terminals, terminal) >= 0) load = Queried(site, statement, row, entity, call, called.Expression);
        if (load is null) return null;
        load.Otherwise = otherwise;
        return load;
    }

    /// <summary><c>db.Options.Where(o => o.Id == id)</c>, with a further condition on the row.</summary>
    public ExpressionSyntax Query(ExpressionSyntax? and = null)
    {
        var query = _source.WithoutTrivia();
        foreach (var where in _wheres) query = Spelling.Call(query, "Where", Argument(where.WithoutTrivia()));
        var condition = _key is null ? _predicate is null ? null : Renamed(_predicate) : Equal(_key);
        if (and is not null) condition = condition is null ? and : BinaryExpression(SyntaxKind.LogicalAndExpression, Conditions.Operand(condition), and);
        return condition is null ? query : Spelling.Call(query, "Where", Argument(SimpleLambdaExpression(Parameter(Identifier(Name)), condition)));
    }

    private ExpressionSyntax Equal(string key) => BinaryExpression(
        SyntaxKind.EqualsExpression,
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(Name), IdentifierName(key)), Spelling.Operand(_keyValue!));

    private ExpressionSyntax Renamed(LambdaExpressionSyntax lambda)
    {
        var body = lambda.ExpressionBody!.WithoutTrivia();
        var name = RowSyntax.Parameter(lambda);
        return name == Name ? body : body.ReplaceNodes(body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name), (use, _) => use.WithIdentifier(Identifier(Name)));
    }

    private static RowLoad? Found(FixSite site, LocalDeclarationStatementSyntax statement, ILocalSymbol row, INamedTypeSymbol entity, InvocationExpressionSyntax call, MemberAccessExpressionSyntax called)
    {
        var arguments = call.ArgumentList.Arguments;
        var value = arguments.Count == 2 && IsToken(site, arguments[1].Expression) ? Only(arguments[0].Expression) : arguments.Count == 1 ? Only(arguments[0].Expression) ?? arguments[0].Expression : null;
        if (value is null || site.Handoff.Fact("key") is not { } key || !IsSimple(value)) return null;
        if (!SymbolEqualityComparer.Default.Equals(site.Model.GetTypeInfo(value).Type, KeyType(entity, key))) return null;
        var source = called.Expression;
        if (called.Name is GenericNameSyntax generic) source = InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, called.Expression.WithoutTrivia(), generic.WithIdentifier(Identifier("Set"))));
        var load = new RowLoad(statement, row, entity, source, null, key, value) { Context = ContextOf(source)! };
        if (load.Context is null) return null;
        load.Name = Free(site, statement, null, entity);
        return load;
    }

    private static RowLoad? Queried(FixSite site, LocalDeclarationStatementSyntax statement, ILocalSymbol row, INamedTypeSymbol entity, InvocationExpressionSyntax call, ExpressionSyntax source)
    {
        LambdaExpressionSyntax? predicate = null;
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (argument.NameColon is not null) return null;
            if (argument.Expression is LambdaExpressionSyntax { ExpressionBody: not null } lambda && RowSyntax.Parameter(lambda) is not null && predicate is null) predicate = lambda;
            else if (!IsToken(site, argument.Expression)) return null;
        }

        var wheres = new List<LambdaExpressionSyntax>();
        var tracked = true;
        while (source is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax inner } outer && ContextOf(source) is null)
        {
            var name = inner.Name.Identifier.ValueText;
            if (name == "Where" && outer.ArgumentList.Arguments is { Count: 1 } one && one[0].Expression is LambdaExpressionSyntax { ExpressionBody: not null } where && RowSyntax.Parameter(where) is not null) wheres.Insert(0, where);
            else if (name == "AsNoTracking") tracked = false;
            else if (Array.IndexOf(s_dropped, name) < 0) return null;
            source = inner.Expression;
        }

        if (predicate is null && wheres.Count > 0)
        {
            predicate = wheres[wheres.Count - 1];
            wheres.RemoveAt(wheres.Count - 1);
        }

        if (predicate is null || ContextOf(source) is not { } context) return null;
        var load = new RowLoad(statement, row, entity, source, predicate, null, null) { Context = context, IsTracked = tracked };
        load._wheres.AddRange(wheres);
        load.Name = Free(site, statement, RowSyntax.Parameter(predicate), entity);
        return load;
    }

    /// <summary>The context of <c>db.Options</c> or <c>db.Set&lt;Option&gt;()</c>.</summary>
    private static ExpressionSyntax? ContextOf(ExpressionSyntax source) => source switch
    {
        MemberAccessExpressionSyntax { Expression: var context } when IsSimple(context) => context,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "Set" }, Expression: var context }, ArgumentList.Arguments.Count: 0 } when IsSimple(context) => context,
        _ => null,
    };

    private static bool IsSimple(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax or LiteralExpressionSyntax => true,
        MemberAccessExpressionSyntax access => IsSimple(access.Expression),
        _ => false,
    };

    private static ExpressionSyntax? Only(ExpressionSyntax keys) => keys switch
    {
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } one } => one[0],
        ArrayCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } one } => one[0],
        CollectionExpressionSyntax { Elements: { Count: 1 } one } => (one[0] as ExpressionElementSyntax)?.Expression,
        _ => null,
    };

    private static bool IsToken(FixSite site, ExpressionSyntax expression) => site.Model.GetTypeInfo(expression).Type is { Name: "CancellationToken" };

    private static ITypeSymbol? KeyType(INamedTypeSymbol entity, string key)
    {
        for (var type = entity; type is not null; type = type.BaseType)
            if (type.GetMembers(key).FirstOrDefault() is IPropertySymbol property) return property.Type;
        return null;
    }

    /// <summary>A name for the row in lambdas that means nothing else here.</summary>
    private static string Free(FixSite site, SyntaxNode place, string? wanted, INamedTypeSymbol entity)
    {
        var scope = place.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? place;
        var taken = new HashSet<string>(scope.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is VariableDeclaratorSyntax or SingleVariableDesignationSyntax || token.Parent is ParameterSyntax { Parent: ParameterListSyntax { Parent: BaseMethodDeclarationSyntax } }).Select(token => token.ValueText), StringComparer.Ordinal);
        foreach (var name in new[] { wanted, entity.Name.Substring(0, 1).ToLowerInvariant(), "row", "entity" })
            if (name is not null && !taken.Contains(name)) return name;
        return "r";
    }

    private static string Plain(string name) => name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
}

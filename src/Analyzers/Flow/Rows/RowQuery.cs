using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow.Rows;

/// <summary>
/// What a call on a set of rows is about: the chain <c>db.Orders.Where(…).Select(…).FirstAsync()</c> read back from its last call to the set.
/// </summary>
/// <param name="Table">The type of the rows at the root of the chain; null when the call is not about rows.</param>
/// <param name="IsFiltered">Some operator narrows the rows down.</param>
/// <param name="IsTracked">What the query gives are the objects that the context tracks.</param>
internal readonly record struct RowQuery(ITypeSymbol? Table, bool IsFiltered, bool IsTracked)
{
    /// <summary>Reads a call that a table of rows describes.</summary>
    public static RowQuery Of(IInvocationOperation call, AccessSpec spec, EntityTypes entities)
    {
        var method = call.TargetMethod;
        if (call.Instance is { } query && IsLoop(method)) return OfChain(Unwrap(query), false, entities);
        if (!method.IsExtensionMethod) return OfSet(call, method, spec);
        return call.Arguments.Length == 0 ? default : OfChain(Unwrap(call.Arguments[0].Value), IsMapper(method.ContainingType), entities);
    }

    /// <summary>The code goes through the rows as they come: <c>foreach (var order in db.Orders.Where(…))</c>.</summary>
    public static bool IsLooped(IMethodSymbol method, IOperation? source) => IsLoop(method) && source is not null && IsQuery(Unwrap(source).Type);

    private static bool IsLoop(IMethodSymbol method) => method.Name is "GetEnumerator" or "GetAsyncEnumerator";

    private static RowQuery OfSet(IInvocationOperation call, IMethodSymbol method, AccessSpec spec)
    {
        if (spec.Kind == AccessKind.Commit) return default;
        if (method.ContainingType is { Name: "DbSet", TypeArguments.Length: 1 } set) return new(set.TypeArguments[0], true, true);
        if (method.TypeArguments.Length == 1) return new(method.TypeArguments[0], true, true);
        foreach (var argument in call.Arguments)
            if (argument.Parameter is { } parameter && spec.Value.Contains(parameter.Name)) return new(Element(Unwrap(argument.Value).Type), true, true);
        return default;
    }

    private static RowQuery OfChain(IOperation source, bool mapped, EntityTypes entities)
    {
        var filtered = false;
        var (tracked, joins) = (true, false);
        var given = source;
        while (source is IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method, Arguments: { Length: > 0 } arguments } && IsQuery(arguments[0].Value.Type))
        {
            mapped |= IsMapper(method.ContainingType);
            filtered |= method.Name is "Where" or "Take" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated";
            tracked &= method.Name is not ("AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "Select" or "SelectMany" or "GroupBy" or "Join" or "Cast" or "ProjectTo");
            joins |= method.Name == "Join";
            source = Unwrap(arguments[0].Value);
        }

        if (!IsQuery(source.Type) || Element(source.Type) is not { } row) return default;
        tracked |= joins && SymbolEqualityComparer.Default.Equals(Element(given.Type), row) && GivesRow(given.Syntax);
        var isRoot = mapped || source.Type is INamedTypeSymbol { Name: "DbSet" } || entities.Contains(row) || row is ITypeParameterSymbol;
        return isRoot ? new(row, filtered || source is not IPropertyReferenceOperation, tracked) : default;
    }

    /// <summary>What is selected from joined rows is one of them as it is: <c>from o in db.Orders join c in … select o</c>.</summary>
    private static bool GivesRow(SyntaxNode query) =>
        query.FirstAncestorOrSelf<QueryExpressionSyntax>() is { Body.SelectOrGroup: SelectClauseSyntax { Expression: IdentifierNameSyntax } };

    /// <summary>Its methods work on rows only, so what they are called on is mapped by somebody.</summary>
    private static bool IsMapper(ITypeSymbol type) => type is { Name: "EntityFrameworkQueryableExtensions" or "RelationalQueryableExtensions" or "QueryableExtensions", ContainingNamespace.Name: "EntityFrameworkCore" or "Entity" };

    /// <summary>A query that some server runs, not a collection in memory.</summary>
    public static bool IsQuery(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol named) return false;
        if (named.Name is "IQueryable" or "DbSet" or "IOrderedQueryable" or "IIncludableQueryable") return true;
        if (named.TypeKind != TypeKind.Interface && named.Name != "DbQuery") return false;
        foreach (var implemented in named.AllInterfaces)
            if (implemented.Name == "IQueryable") return true;
        return false;
    }

    private static IOperation Unwrap(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation or IAwaitOperation or ITranslatedQueryOperation)
        {
            operation = operation switch
            {
                IConversionOperation conversion => conversion.Operand,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                IAwaitOperation wait => wait.Operation,
                ITranslatedQueryOperation query => query.Operation,
                _ => operation,
            };
        }

        return operation;
    }

    private static ITypeSymbol? Element(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: > 0 } sequence when sequence.AllInterfaces.Any(i => i.Name == "IEnumerable") || sequence.Name == "IEnumerable" => sequence.TypeArguments[0],
        _ => type,
    };
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.Analyzers.Options;

/// <summary>What a stores file says about one type, to be compared with the type itself: a table that matches nothing finds nothing, silently.</summary>
internal sealed class StoresFileType(JsonValue type, ImmutableArray<JsonValue> members)
{
    public IEnumerable<(TextSpan Where, string Message)> Missing(Compilation compilation)
    {
        var symbols = compilation.GetTypesByMetadataName(type.Text);
        return symbols.IsEmpty ? [] : members.SelectMany(member => Missing(symbols, member));
    }

    private IEnumerable<(TextSpan Where, string Message)> Missing(ImmutableArray<INamedTypeSymbol> symbols, JsonValue member)
    {
        if (member["member"] is not { Kind: JsonKind.String } name) yield break;
        var methods = symbols.SelectMany(All).OfType<IMethodSymbol>().ToList();
        var overloads = methods.Where(method => method.Name == name.Text).ToList();
        if (overloads.Count == 0)
        {
            yield return (name.Span, $"'{type.Text}' has no member '{name.Text}'{NearestMatch.Hint(name.Text, methods.Select(method => method.Name).Distinct())}");
            yield break;
        }

        var parameters = overloads.SelectMany(method => method.Parameters).Select(parameter => parameter.Name).Distinct().ToList();
        foreach (var argument in Vocabulary.Arguments)
            if (member[argument] is { Kind: JsonKind.String } names && !names.Text.Split('|').Any(parameters.Contains))
                yield return (names.Span, $"no overload of '{name.Text}' has a parameter '{names.Text}'{NearestMatch.Hint(names.Text, parameters)}");
    }

    /// <summary>The members, those of base types and base interfaces included.</summary>
    private static IEnumerable<ISymbol> All(INamedTypeSymbol type)
    {
        var own = type.GetMembers().Concat(type.AllInterfaces.SelectMany(parent => parent.GetMembers()));
        return type.BaseType is { } above ? own.Concat(All(above)) : own;
    }
}

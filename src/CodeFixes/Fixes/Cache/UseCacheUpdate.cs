using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using RaceSafe.CodeFixes.Rewriting.Caches;
using RaceSafe.CodeFixes.Rewriting.Entries;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>Get, change, set becomes the runtime's Update with the change as its function, which runs again when somebody else was faster.</summary>
internal sealed class UseCacheUpdate : Rewrite
{
    public override string Action => FixActions.UseCacheUpdate;

    public override string? Plan(FixSite site)
    {
        if (FoldShape.Of(site) is not { } shape || shape.Stretch is not { Read: var read, Write: var write } || !write.HasRuntime(site) || Lifetime.Of(write, site) is not { } lifetime) return null;
        if (Name(read, write) is not { } name || !read.SaysOnly("key", "token") || shape.WhenMissing is not null && shape.Kept is not null) return null;
        if (write.Kind == CacheKind.Memory && !IsNewValue(shape, site)) return null;
        site.Import("RaceSafe");
        var last = shape.Stretch.Last;
        var call = Spelling.Call(write.Target, name, [Spelling.Value(write.Key), Argument(ParseExpression(shape.Function())), .. lifetime]);
        foreach (var statement in shape.Moved) site.Move(statement);
        site.Remove(shape.Stretch.Statements[0]); // its comments go to the write
        var whole = CounterEdits.Instead(last.Expression, call);
        if (shape.WhenMissing is { } missing)
        {
            site.InsertBefore(missing, _ => CounterEdits.Declaration(shape.Parameter, whole));
            site.Remove(last);
        }
        else
        {
            if (shape.Kept is { } kept) site.InsertBefore(last, _ => Spell.Statement($"{shape.TypeOf(kept, last.SpanStart)} {kept.Name} = default!;"));
            site.Replace(last.Expression, _ => whole);
        }

        return $"Use {name} of RaceSafe.Runtime";
    }

    private static string? Name(CacheCall read, CacheCall write) => (read.Name, write.Name) switch
    {
        ("StringGetAsync", "StringSetAsync") => "UpdateAsync",
        ("StringGet", "StringSet") => "Update",
        ("GetStringAsync", "SetStringAsync") => "UpdateStringAsync",
        ("GetAsync", "SetAsync") when write.Kind == CacheKind.Distributed => "UpdateAsync",
        ("Get", "Set") when write.Kind == CacheKind.Memory && read.ValueType is { } type && SymbolEqualityComparer.Default.Equals(type, write.ValueType) =>
            $"Update<{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}>",
        _ => null,
    };

    /// <summary>An object of a memory cache is shared with its readers: only a value that is made anew may replace it.</summary>
    private static bool IsNewValue(FoldShape shape, FixSite site) => shape.Stretch.Statements.Count == 2 && shape.Stretch.Write["value"] is { } value
        && (value is WithExpressionSyntax or BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax or BinaryExpressionSyntax || site.Model.GetTypeInfo(value).Type?.ContainingNamespace?.ToString() == "System.Collections.Immutable");
}

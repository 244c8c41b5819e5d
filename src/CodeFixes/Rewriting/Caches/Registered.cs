using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// What the program registers as its IDistributedCache. The atomic operations of the runtime need one that can do them, and throw with any other.
/// </summary>
internal static class Registered
{
    private static readonly string[] s_plain =
        ["AddStackExchangeRedisCache", "AddDistributedRedisCache", "AddDistributedSqlServerCache", "AddSqlServerCache", "AddCosmosCache", "AddDistributedPostgresCache", "AddDistributedMySqlCache"];

    /// <summary>False when this project registers a cache that can only read and overwrite, and none that can do more.</summary>
    public static bool CanBeAtomic(FixSite site)
    {
        var plain = false;
        foreach (var tree in site.Model.Compilation.SyntaxTrees)
        {
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }) continue;
                if (name == "AddDistributedCache") return true;
                plain |= Array.IndexOf(s_plain, name) >= 0;
            }
        }

        return !plain;
    }
}

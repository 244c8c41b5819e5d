using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace RaceSafe;

/// <summary>A context as the place where an operation runs: its connection, within its transaction when it has one.</summary>
internal static class ContextCaller
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    public static SqlCaller Of(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context.Database.GetDbConnection(), context.Database.CurrentTransaction?.GetDbTransaction());
    }

    /// <summary>The context of a query.</summary>
    /// <remarks>EF Core has no public way from a query to its context. The fields read here are the ones that its bulk libraries have read for years; a test fails when they move.</remarks>
    public static DbContext Context(IQueryable query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Provider is not IAsyncQueryProvider) throw new ArgumentException("The query is not one of EF Core: begin at a DbSet of a context.", nameof(query));
        var compiler = query.Provider.GetType().GetField("_queryCompiler", Hidden)?.GetValue(query.Provider);
        var factory = compiler?.GetType().GetField("_queryContextFactory", Hidden)?.GetValue(compiler);
        var dependencies = factory?.GetType().GetProperty("Dependencies", Hidden)?.GetValue(factory) as QueryContextDependencies;
        return dependencies?.CurrentContext.Context
            ?? throw new NotSupportedException($"This version of EF Core ({typeof(DbContext).Assembly.GetName().Version}) does not say which context a query belongs to.");
    }
}

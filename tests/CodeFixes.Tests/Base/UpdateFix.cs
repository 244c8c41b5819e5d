using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Tests.Base;

public sealed class UpdateFix : RaceCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["TEST1001"];

    private protected override ImmutableArray<Rewrite> Rewrites => [new UseIncrement(), new UseIncrementAsync(), new UseInterlocked()];
}

internal sealed class UseIncrement : Rewrite
{
    public const string Name = "UseIncrement";

    public override string Action => Name;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { } write) return null;
        if (site.Place<ExpressionSyntax>(FixRoles.Container) is not { } container) return null;
        if (site.Place<ExpressionSyntax>(FixRoles.Key) is not { } key) return null;
        if (site.Place<StatementSyntax>(FixRoles.Read) is { } load) site.Remove(load);
        site.Import("RaceSafe.Runtime");
        site.Replace(write, now => Spelling.Call(now.Of(container), "Increment", Spelling.Value(now.Of(key))));
        return "Use Increment";
    }
}

internal sealed class UseIncrementAsync : Rewrite
{
    public const string Name = "UseIncrementAsync";

    public override string Action => Name;

    public override string? Plan(FixSite site)
    {
        if (site.Write<ExpressionSyntax>() is not { } write || !AwaitStyle.CanAwait(write)) return null;
        if (site.Place<ExpressionSyntax>(FixRoles.Container) is not { } container) return null;
        if (site.Place<ExpressionSyntax>(FixRoles.Key) is not { } key) return null;
        site.Import("RaceSafe.Runtime");
        site.Replace(write, now => AwaitStyle.Await(Spelling.Call(now.Of(container), "IncrementAsync", Spelling.Value(now.Of(key))), write));
        return "Use IncrementAsync";
    }
}

internal sealed class UseInterlocked : Rewrite
{
    public const string Name = "UseInterlocked";

    public override string Action => Name;

    public override string? Plan(FixSite site)
    {
        if (site.Write<PostfixUnaryExpressionSyntax>() is not { Operand: ElementAccessExpressionSyntax } write) return null;
        var interlocked = site.Type("System.Threading", "Interlocked");
        site.Replace(write, now => Spelling.Call(interlocked, "Increment", Spelling.Ref(now.Of(write).Operand)));
        return "Use Interlocked";
    }
}

using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>Template methods: a base class calls a step that the derived classes fill in, and saves when it comes back.</summary>
internal sealed class SavingCallers(FlowContext context)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The method fills in a step after which the base class saves.</summary>
    public bool Save(IMethodSymbol method)
    {
        if (!method.IsOverride) return false;
        while (method.OverriddenMethod is { } overridden) method = overridden;
        return SaveAfter(method);
    }

    /// <summary>The call is such a step: what it does is told where it is filled in, and the base class may have many that do.</summary>
    public bool IsStep(IOperation call) =>
        call is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: { IsAbstract: true } or { IsVirtual: true } } step && SaveAfter(step.TargetMethod);

    private bool SaveAfter(IMethodSymbol step)
    {
        step = step.OriginalDefinition;
        return _answers.TryGetValue(step, out var known) ? known : _answers.GetOrAdd(step, step.ContainingType.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is TypeDeclarationSyntax type && type.Members.OfType<MethodDeclarationSyntax>().Any(caller => SavesAfter(caller, step.Name))));
    }

    private bool SavesAfter(MethodDeclarationSyntax caller, string step)
    {
        var isPassed = false;
        foreach (var call in caller.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: var own } && own == step) isPassed = true;
            else if (isPassed && (IsSave(call) || CallsSave(call))) return true;
        }

        return false;
    }

    private static bool IsSave(InvocationExpressionSyntax call) =>
        (call.Expression is MemberAccessExpressionSyntax { Name: var member } ? member : call.Expression as SimpleNameSyntax)?.Identifier.ValueText is "SaveChanges" or "SaveChangesAsync";

    /// <summary>A unit of work: <c>unitOfWork.CommitAsync()</c> does nothing but save.</summary>
    private bool CallsSave(InvocationExpressionSyntax call) =>
        context.Compilation.ContainsSyntaxTree(call.SyntaxTree) && context.Compilation.GetSemanticModel(call.SyntaxTree).GetOperation(call) is IInvocationOperation operation
        && context.Target(operation.TargetMethod, operation.Instance) is { } target
        && target.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantNodes().OfType<InvocationExpressionSyntax>().Any(IsSave));
}

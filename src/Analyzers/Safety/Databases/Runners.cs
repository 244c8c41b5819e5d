using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>
/// Methods of the user's own that are handed work as a lambda, and run it inside what they open around it: a transaction, a lock, a loop that tries
/// again. <c>serializable.RunAsync(async db => …)</c>
/// </summary>
internal sealed class Runners(FlowContext context)
{
    /// <summary>The methods around that place, each with the call in it that runs the work.</summary>
    public IEnumerable<(SyntaxNode Method, SyntaxNode Run)> Around(SyntaxNode place)
    {
        foreach (var ancestor in place.Ancestors())
        {
            if (ancestor is MemberDeclarationSyntax) yield break;
            if (ancestor is not AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax } handed }) continue;
            if (context.Compilation.GetSemanticModel(place.SyntaxTree).GetOperation(handed) is not IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call }) continue;
            if (context.Target(call.TargetMethod, call.Instance) is not { } runner) continue;
            var ordinal = parameter.Ordinal + (call.TargetMethod.ReducedFrom is null ? 0 : 1);
            if (ordinal >= runner.Parameters.Length) continue;
            foreach (var reference in runner.DeclaringSyntaxReferences)
                foreach (var run in Runs(reference.GetSyntax(), runner.Parameters[ordinal].Name)) yield return (reference.GetSyntax(), run);
        }
    }

    private static IEnumerable<SyntaxNode> Runs(SyntaxNode method, string work)
    {
        foreach (var call in method.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            var invoked = call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: var target } ? target : call.Expression;
            if (invoked is IdentifierNameSyntax { Identifier.ValueText: var name } && name == work) yield return call;
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Hazards;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Memory;

/// <summary>RACE1005: an extension of the BCL takes two steps where ConcurrentDictionary's own method takes one.</summary>
internal sealed class InterfaceHidesConcurrency() : Rule(
    "RACE1005",
    "Extension method for IDictionary takes two steps on a ConcurrentDictionary",
    "'{0}' is a ConcurrentDictionary, but this '{1}' is the extension for IDictionary, which asks and acts in two calls; {2}",
    "CollectionExtensions.TryAdd asks ContainsKey and then calls Add; its Remove reads and then removes. The methods of ConcurrentDictionary itself do it in one step.")
{
    public override void Examine(RuleContext context)
    {
        foreach (var access in context.Flow.Accesses)
        {
            if (access is not { Spec.Store: StoreKind.ConcurrentCollection, Imported: null, Operation: IInvocationOperation call }) continue;
            if (call.TargetMethod is not { ContainingType.Name: "CollectionExtensions", Name: "TryAdd" or "Remove" } method) continue;
            if (context.WhySilent(new Hazard(HazardPattern.CheckThenAct, access, access, Overlap.Same)) is not null) continue;
            var loss = method.Name == "TryAdd" ? "the second of two callers gets an ArgumentException" : "two callers can get the same value";
            context.Report(Descriptor, call.Syntax, Handoff(access), access.ContainerOperation?.Syntax.ToString() ?? "it", method.Name, loss);
        }
    }

    private static FixHandoff Handoff(Access access)
    {
        var handoff = FixHandoff.None.At(FixRoles.Read, access.Syntax.GetLocation());
        var container = access.ContainerOperation;
        while (container is IConversionOperation conversion) container = conversion.Operand;
        if (container is null || access.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } || receiver != container.Syntax) return handoff; // called by the name of its class
        handoff = handoff.At(FixRoles.Container, container.Syntax.GetLocation());
        if (container is IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field }
            && field.DeclaringSyntaxReferences.Length == 1 && field.ContainingType.DeclaringSyntaxReferences.Length == 1
            && field.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration })
            handoff = handoff.At(FixRoles.Related, declaration.Type.GetLocation());
        return handoff.Offer(FixActions.UseConcreteType);
    }
}

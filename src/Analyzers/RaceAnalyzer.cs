using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Rules;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers;

/// <summary>
/// The analyzer. One walk decides whether a method can matter at all; only then is its flow analysed, once, for all rules.
/// Keeps nothing of its own: what it learns lives in a <see cref="FlowContext"/> per compilation.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RaceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RuleCatalog.Descriptors;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var flow = new FlowContext(context.Compilation, StoreTables.All);
        var safety = SafetyQuestions.For(flow, SharedByDefault.None);
        context.RegisterOperationBlockAction(block => Examine(block, flow, safety));
    }

    private static void Examine(OperationBlockAnalysisContext context, FlowContext flow, SafetyQuestions safety)
    {
        if (context.OwningSymbol is not IMethodSymbol method) return;
        foreach (var block in context.OperationBlocks)
        {
            if (block.Kind != OperationKind.Block) continue;
            if (Candidate.Members(block, method, flow, safety, context.CancellationToken) is not { } members) continue;
            var result = MethodAnalysis.Run(flow, method, context.GetControlFlowGraph(block), members, 0, context.CancellationToken);
            if (result.Accesses.IsEmpty) continue;
            var view = new RuleContext(result, method, safety, context.Options.AnalyzerConfigOptionsProvider, context.ReportDiagnostic, context.CancellationToken);
            foreach (var rule in RuleCatalog.All) rule.Examine(view);
        }
    }
}

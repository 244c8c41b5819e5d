using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Reporting;
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
    private readonly ImmutableArray<Rule> _rules;

    /// <summary>The analyzer with every rule.</summary>
    public RaceAnalyzer()
        : this(RuleCatalog.All)
    {
    }

    internal RaceAnalyzer(ImmutableArray<Rule> rules) => _rules = rules;

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RuleCatalog.Descriptors;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private void Start(CompilationStartAnalysisContext context)
    {
        var options = new OptionReader(context.Options.AnalyzerConfigOptionsProvider);
        var stores = StoresFile.Among(context.Options.AdditionalFiles, context.CancellationToken);
        var flow = new FlowContext(context.Compilation, StoreTables.All.Concat(stores));
        var safety = SafetyQuestions.For(flow, options);
        context.RegisterOperationBlockAction(block => Examine(block, flow, safety, options));
        context.RegisterCompilationEndAction(end =>
        {
            var problems = options.Problems(end.Compilation, end.CancellationToken)
                .Concat(stores.SelectMany(file => file.Problems.Concat(file.Against(end.Compilation))));
            foreach (var problem in problems) end.ReportDiagnostic(Diagnostic.Create(OwnDescriptors.BadSetting, problem.Where, problem.Message));
        });
    }

    private void Examine(OperationBlockAnalysisContext context, FlowContext flow, SafetyQuestions safety, OptionReader options)
    {
        foreach (var block in context.OperationBlocks)
        {
            if (Bodies.Owner(block, context.OwningSymbol) is not { } method) continue;
            try
            {
                if (Candidate.Members(block, method, flow, safety, context.CancellationToken) is not { } members) continue;
                var result = MethodAnalysis.Run(flow, method, context.GetControlFlowGraph(block), members, 0, context.CancellationToken);
                if (!result.Accesses.IsEmpty) Examine(new(result, method, safety, options.For(method), context.ReportDiagnostic, context.CancellationToken));
            }
            catch (Exception crash) when (IsContained(crash, options.For(method)))
            {
                context.ReportDiagnostic(CrashReport.Of("the flow analysis", method, crash));
            }
        }
    }

    private void Examine(RuleContext context)
    {
        foreach (var rule in _rules)
        {
            try
            {
                rule.Examine(context);
            }
            catch (Exception crash) when (IsContained(crash, context.Options))
            {
                context.Report(CrashReport.Of(rule.Id, context.Method, crash));
            }
        }
    }

    private static bool IsContained(Exception crash, RaceOptions options) => crash is not OperationCanceledException && !options.Strict;
}

using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Rows;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>The questions that only rows of a database raise.</summary>
internal sealed class DatabaseSafety
{
    public DatabaseSafety(FlowContext context)
    {
        Compilation = context.Compilation;
        Model = new(context);
        Entities = context.Entities;
        Mentioned = new(context);
        Conflicts = new(Mentioned);
        LimitedStates = new(context);
        Confinement = new(Compilation);
        Pipelines = new(context);
        SavingCallers = new(context);
        Runners = new(context);
    }

    public Compilation Compilation { get; }

    public EntityModel Model { get; }

    public EntityTypes Entities { get; }

    public MentionedNames Mentioned { get; }

    public Conflicts Conflicts { get; }

    public LimitedStates LimitedStates { get; }

    public DatabaseConfinement Confinement { get; }

    public SavingPipelines Pipelines { get; }

    public SavingCallers SavingCallers { get; }

    public Runners Runners { get; }
}

using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety.Databases;

/// <summary>The questions that only rows of a database raise.</summary>
internal sealed class DatabaseSafety(FlowContext context)
{
    public Compilation Compilation { get; } = context.Compilation;

    public EntityModel Model { get; } = new(context);

    public EntityTypes Entities { get; } = context.Entities;

    public Conflicts Conflicts { get; } = new(context.Compilation);

    public LimitedStates LimitedStates { get; } = new(context.Compilation);

    public DatabaseConfinement Confinement { get; } = new(context.Compilation);
}

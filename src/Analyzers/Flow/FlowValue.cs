namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// What the engine knows of one value: which reads it derives from, which parameters, and what it is symbolically.
/// </summary>
/// <param name="Origins">Bit i: derives from the read with index i of this method.</param>
/// <param name="Inputs">Bit i: derives from parameter i of this method.</param>
/// <param name="Sym">Its symbolic identity.</param>
internal readonly record struct FlowValue(ulong Origins, ulong Inputs, Sym Sym)
{
    public static FlowValue Of(Sym sym) => new(0, 0, sym);

    public FlowValue As(Sym sym) => this with { Sym = sym };

    /// <summary>Adds the dependence of another value, keeping the own identity.</summary>
    public FlowValue And(FlowValue other) => new(Origins | other.Origins, Inputs | other.Inputs, Sym);
}

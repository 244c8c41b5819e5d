namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>References to what nobody else changes, or that are changed atomically or under a lock.</summary>
public class RACE1010_SilentReferences
{
    [Theory]
    [InlineData("ref var cell = ref s_in; Interlocked.Increment(ref cell);")]
    [InlineData("ref var cell = ref (outgoing ? ref s_out : ref s_in); Interlocked.Add(ref cell, bytes);")]
    [InlineData("ref var cell = ref s_cells[bytes % 8]; Interlocked.Increment(ref cell);")]
    [InlineData("ref var cell = ref s_in; lock (s_gate) cell++;")]
    [InlineData("lock (s_gate) { ref var cell = ref s_cells[0]; cell++; }")]
    [InlineData("long own = 0; ref var cell = ref own; cell++;")]
    [InlineData("var own = new long[8]; ref var cell = ref own[1]; cell++;")]
    [InlineData("ref var cell = ref s_in; cell = bytes;")]
    [InlineData("ref readonly var cell = ref s_in; Console.WriteLine(cell + 1);")]
    [InlineData("AddAtomically(ref s_in, bytes);")]
    [InlineData("AddLocked(ref s_in, bytes);")]
    [InlineData("lock (s_gate) Add(ref s_in, bytes);")]
    [InlineData("Reset(ref s_in);")]
    [InlineData("Look(ref s_in);")]
    [InlineData("long own = 0; Add(ref own, bytes);")]
    public Task Atomic_locked_own_or_only_set(string body) => Verify.Analyzer<RaceAnalyzer>(RACE1010_ReportsReferences.In(body));
}

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>All go on with one object. That it is right is shown in Execution/.</summary>
public class UseGetOrAddTests
{
    [Fact]
    public Task All_go_on_with_the_object_in_the_dictionary() => ServiceSource.Fix(
        """
        if (!_gates.TryGetValue(key, out var gate))
        {
            gate = new SemaphoreSlim(1, 1);
            {|RACE1002:_gates[key] = gate|};
        }
        gate.Wait();
        """,
        """
        var gate = _gates.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
        gate.Wait();
        """);
}

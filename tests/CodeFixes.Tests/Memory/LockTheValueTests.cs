namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The change of a shared value is locked. That it is right is shown in Execution/.</summary>
public class LockTheValueTests
{
    [Fact]
    public Task A_list_in_a_variable_is_locked() => ResourceSource.Fix(
        """
        if (_lists.TryGetValue(key, out var list))
        {
            {|RACE1003:list.Add(1)|};
        }
        """,
        """
        if (_lists.TryGetValue(key, out var list))
        {
            lock (list)
            {
                list.Add(1);
            }
        }
        """);

    [Fact]
    public Task A_list_without_a_variable_gets_one() => ResourceSource.Fix(
        "{|RACE1003:_lists.GetOrAdd(key, _ => new List<int>()).Add(1)|};",
        """
        var value = _lists.GetOrAdd(key, _ => new List<int>());
        lock (value)
        {
            value.Add(1);
        }
        """);
}

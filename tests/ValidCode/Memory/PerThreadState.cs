namespace ValidCode.Memory;

/// <summary>Static, and yet not shared.</summary>
public static class PerThreadState
{
    [ThreadStatic]
    private static int t_depth;

    private static readonly ThreadLocal<List<string>> s_names = new(() => []);
    private static readonly AsyncLocal<int> s_scope = new();

    public static void Enter(string name)
    {
        t_depth++;
        s_names.Value!.Add(name);
        s_scope.Value = s_scope.Value + 1;
    }

    public static void Leave()
    {
        t_depth--;
        s_scope.Value--;
    }
}

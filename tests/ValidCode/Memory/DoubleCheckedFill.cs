namespace ValidCode.Memory;

/// <summary>Looked at without the lock, looked at again under it.</summary>
public sealed class DoubleCheckedFill
{
    private static readonly object s_gate = new();
    private static volatile Dictionary<string, int>? s_codes;

    public static int CodeOf(string country)
    {
        if (s_codes is null)
        {
            lock (s_gate)
            {
                if (s_codes is null)
                {
                    var codes = new Dictionary<string, int> { ["AT"] = 43 };
                    codes["DE"] = 49;
                    s_codes = codes;
                }
            }
        }

        return s_codes[country];
    }
}

namespace ValidCode.Memory;

/// <summary>State of one object in the hands of one caller, with a lock-using class beside it.</summary>
public sealed class Builder
{
    private readonly List<string> _parts = [];
    private int _indent;
    private string? _name;

    public Builder Open(string name)
    {
        _name ??= name;
        _parts.Add(new string(' ', _indent) + name);
        _indent++;
        return this;
    }

    public Builder Close()
    {
        if (_indent > 0) _indent--;
        return this;
    }

    public override string ToString() => string.Join('\n', _parts);
}

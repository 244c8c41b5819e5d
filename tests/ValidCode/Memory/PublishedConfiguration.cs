namespace ValidCode.Memory;

/// <summary>A whole new object replaces the old one; nobody changes it afterwards.</summary>
public sealed class PublishedConfiguration
{
    private volatile Settings _current = new("default", 1);

    public Settings Current => _current;

    public void Reload(string name, int level) => _current = new Settings(name, level);

    public sealed record Settings(string Name, int Level);
}

namespace RaceSafe.Testing.Analyzers;

/// <summary>Source text with markup: one string is one file; <see cref="Files"/> makes several.</summary>
public sealed class Code
{
    private Code(IReadOnlyList<(string Path, string Text)> files) => All = files;

    /// <summary>The files in the order given.</summary>
    public IReadOnlyList<(string Path, string Text)> All { get; }

    /// <summary>A single file, <c>Test0.cs</c>.</summary>
    public static implicit operator Code(string text) => new([("Test0.cs", text)]);

    /// <summary>Several files of one project.</summary>
    public static Code Files(params (string Path, string Text)[] files) => new(files);

    internal Code Select(Func<string, string> change) => new([.. All.Select(file => (file.Path, change(file.Text)))]);
}

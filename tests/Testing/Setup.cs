using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Testing.Analyzers;

/// <summary>What surrounds the source of a test. Everything has a default; say only what the test is about.</summary>
public sealed record Setup
{
    /// <summary><c>net10.0</c> or <c>net8.0</c>.</summary>
    public string Framework { get; init; } = "net10.0";

    /// <summary>Names out of <see cref="Testing.Analyzers.References"/>, such as <c>EFCore</c>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Other projects of the solution. Each sees those before it, the project under test sees all.</summary>
    public IReadOnlyList<Library> Projects { get; init; } = [];

    /// <summary>Text of the <c>.editorconfig</c> beside the sources.</summary>
    public string? EditorConfig { get; init; }

    /// <summary>Text of a <c>.globalconfig</c>; the <c>is_global</c> line is added when missing.</summary>
    public string? GlobalConfig { get; init; }

    /// <summary>AdditionalFiles of the project under test.</summary>
    public IReadOnlyList<(string Path, string Text)> AdditionalFiles { get; init; } = [];

    /// <summary>Findings with more to say than markup can: message, further places, or no place at all.</summary>
    public IReadOnlyList<Expected> Expected { get; init; } = [];

    /// <summary>The global usings that new projects have.</summary>
    public bool ImplicitUsings { get; init; } = true;

    /// <summary>By default the newest that the host has.</summary>
    public LanguageVersion Language { get; init; } = LanguageVersion.Latest;

    /// <summary>Preprocessor symbols.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>For sources that are broken on purpose.</summary>
    public bool AllowCompileErrors { get; init; }

    /// <summary>For fixes that remove code together with its comments, on purpose.</summary>
    public bool CommentsMayGo { get; init; }

    /// <summary>For fixes that have no Fix All because their alternatives conflict.</summary>
    public bool NoFixAll { get; init; }
}

/// <summary>Another project of the solution.</summary>
public sealed record Library(string Name, Code Code);

/// <summary>A finding at a place that markup names <c>{|#0:…|}</c>.</summary>
public sealed record Expected(string Id)
{
    /// <summary>Number of the place; null for a finding without a place in the sources.</summary>
    public int? Place { get; init; }

    /// <summary>The whole message; null when the test does not care.</summary>
    public string? Message { get; init; }

    /// <summary>Numbers of the additional locations, in order; null when the test does not care.</summary>
    public IReadOnlyList<int>? Also { get; init; }

    /// <summary>The finding stands on that place.</summary>
    public Expected At(int place) => this with { Place = place };

    /// <summary>The finding says this.</summary>
    public Expected Saying(string message) => this with { Message = message };

    /// <summary>The finding names these further places.</summary>
    public Expected With(params int[] also) => this with { Also = also };
}

using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Tests.Conventions;

namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>Correct code is silent under all rules together. Each false alarm that is reported becomes a file in tests/ValidCode.</summary>
public class ValidCodeTests
{
    public static TheoryData<string> Files => [.. Inputs.ValidCode.Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Is_silent(string path)
    {
        var compilation = Findings.Compile([(path, Checkout.Read(path))], Inputs.Everything);

        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Findings.Show));
        Assert.Empty((await Findings.Of(new RaceAnalyzer(), compilation)).Select(Findings.Show));
    }

    [Fact]
    public async Task Together_it_is_silent_too()
    {
        var compilation = Findings.Compile(Inputs.ValidCode, Inputs.Everything);

        Assert.Empty((await Findings.Of(new RaceAnalyzer(), compilation)).Select(Findings.Show));
    }

    [Fact]
    public async Task The_same_files_with_their_locks_taken_out_are_not_silent()
    {
        var unlocked = Inputs.ValidCode.Select(file => (file.Path, file.Text
            .Replace("lock (_gate)", "").Replace("lock (s_gate)", "").Replace("[MethodImpl(MethodImplOptions.Synchronized)]", "")));

        Assert.NotEmpty(await Findings.Of(new RaceAnalyzer(), Findings.Compile(unlocked, Inputs.Everything)));
    }
}

using Microsoft.CodeAnalysis.CSharp;

namespace RaceSafe.Analyzers.Tests.Verifier;

/// <summary>A test with <see cref="Verify.Analyzer"/> fails whenever it should.</summary>
public class AnalyzerTests
{
    private const string Loud = """
        class C
        {
            void {|#1:M|}() => {|#0:Bad()|};
            void Bad() { }
        }
        """;

    [Fact]
    public Task Marked_findings_pass() => Verify.Analyzer<BadCallAnalyzer>("""
        class C
        {
            void M()
            {
                [|Bad()|];
                {|TEST0001:Bad()|};
            }

            void Bad() { }
        }
        """);

    [Fact]
    public Task Message_and_further_places_can_be_asserted() => Verify.Analyzer<BadCallAnalyzer>(
        Loud, new() { Expected = [new Expected("TEST0001").At(0).Saying("'M' calls Bad").With(1)] });

    [Fact]
    public Task A_wrong_message_fails() => Fails.With(
        "TEST0001 Test0.cs(3,17) 'Bad()' in: void M() => Bad();",
        () => Verify.Analyzer<BadCallAnalyzer>(Loud, new() { Expected = [new Expected("TEST0001").At(0).Saying("something else")] }));

    [Fact]
    public Task Wrong_further_places_fail() => Fails.With(
        "also Test0.cs(3,10) 'M'",
        () => Verify.Analyzer<BadCallAnalyzer>(Loud, new() { Expected = [new Expected("TEST0001").At(0).With(0)] }));

    [Fact]
    public Task A_missing_finding_fails() => Fails.With(
        "Missing:\n  any id Test0.cs(3,17) 'Fine()'",
        () => Verify.Analyzer<BadCallAnalyzer>("""
            class C
            {
                void M() => [|Fine()|];
                void Fine() { }
            }
            """));

    [Fact]
    public Task An_unexpected_finding_fails() => Fails.With(
        "Unexpected:\n  TEST0001 Test0.cs(3,17) 'Bad()'", () => Verify.Analyzer<BadCallAnalyzer>(Loud));

    [Fact]
    public Task Another_id_fails() => Fails.With(
        "Missing:\n  TEST0002", () => Verify.Analyzer<BadCallAnalyzer>("class C { void M() => {|TEST0002:Bad()|}; void Bad() { } }"));

    [Fact]
    public Task A_span_that_is_one_character_off_fails() => Fails.With(
        "Missing:", () => Verify.Analyzer<BadCallAnalyzer>("class C { void M() => [|Bad();|] void Bad() { } }"));

    [Fact]
    public Task A_compile_error_fails() => Fails.With("CS0103", () => Verify.Analyzer<BadCallAnalyzer>("class C { void M() => Nowhere(); }"));

    [Fact]
    public Task A_broken_source_can_be_asked_for() =>
        Verify.Analyzer<BadCallAnalyzer>("class C { void M() => Nowhere(; }", new() { AllowCompileErrors = true });

    [Fact]
    public Task A_crash_of_the_analyzer_fails() => Fails.With("on purpose", () => Verify.Analyzer<CrashingAnalyzer>(Loud));

    [Fact]
    public Task A_finding_that_a_pragma_does_not_silence_fails() => Fails.With(
        "#pragma warning disable", () => Verify.Analyzer<DeafAnalyzer>("class C { void M() => [|Bad()|]; void Bad() { } }"));

    [Theory]
    [InlineData("class C { [| }")]
    [InlineData("class C { |] }")]
    [InlineData("class C { {|TEST0001:|] }")]
    public Task Unbalanced_markup_fails(string source) => Fails.With("Markup:", () => Verify.Analyzer<BadCallAnalyzer>(source));

    [Fact]
    public Task Files_projects_and_configuration_are_seen() => Verify.Analyzer<BadCallAnalyzer>(
        Code.Files(
            ("A.cs", "partial class C : Base { void M() => Bad(); }"),
            ("B.cs", "partial class C { void Bad() { } }")),
        new()
        {
            Projects = [new("Domain", "public class Base { void M() => [|Bad()|]; void Bad() { } }")],
            EditorConfig = """
                [A.cs]
                dotnet_diagnostic.TEST0001.severity = none
                """,
        });

    [Fact]
    public Task A_global_configuration_is_seen() => Verify.Analyzer<BadCallAnalyzer>(
        "class C { void M() => Bad(); void Bad() { } }", new() { GlobalConfig = "dotnet_diagnostic.TEST0001.severity = none" });

    [Fact]
    public void The_host_is_the_one_that_the_project_names()
    {
        var host = typeof(AnalyzerTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(fact => fact.Key == "RoslynHost").Value!;
        Assert.StartsWith(Host.Version + ".", host);
        Assert.True(Host.Language >= LanguageVersion.CSharp13);
    }
}

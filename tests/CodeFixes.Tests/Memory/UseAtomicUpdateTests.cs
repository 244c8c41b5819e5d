using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>What Interlocked cannot do in one operation, the runtime's Atomic does.</summary>
public class UseAtomicUpdateTests
{
    private static readonly Setup s_runtime = new() { References = ["Runtime"] };

    private static string In(string type, string body, string head = "using RaceSafe;\n\n") => $$"""
        {{head}}public class Sum
        {
            internal static {{type}} s_n;

            public void Step({{type}} by)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("double", "[|s_n += by|];", "Atomic.Add(ref s_n, by);")]
    [InlineData("double", "[|s_n++|];", "Atomic.Add(ref s_n, 1);")]
    [InlineData("float", "[|s_n -= by * 2|];", "Atomic.Add(ref s_n, -(by * 2));")]
    [InlineData("int", "[|s_n *= by|];", "Atomic.Update(ref s_n, current => current * by);")]
    [InlineData("long", "[|s_n = s_n ^ by|];", "Atomic.Update(ref s_n, current => current ^ by);")]
    [InlineData("uint", "[|s_n -= by + 1|];", "Atomic.Update(ref s_n, current => current - (by + 1));")]
    [InlineData("bool", "[|s_n = !s_n|];", "Atomic.Toggle(ref s_n);")]
    [InlineData("int", "if (by > s_n) [|s_n = by|];", "Atomic.Max(ref s_n, by);")]
    [InlineData("double", "if (s_n > by) { [|s_n = by|]; }", "Atomic.Min(ref s_n, by);")]
    [InlineData("string", "[|s_n += by|];", "Atomic.Update(ref s_n, current => current + by);")]
    public Task One_call(string type, string before, string after) =>
        Verify.Fix<RaceAnalyzer, MakeAtomicFix>(In(type, before), In(type, after), setup: s_runtime);

    [Theory]
    [InlineData("decimal", "[|s_n += by|];")]
    [InlineData("byte", "[|s_n++|];")]
    [InlineData("int", "[|s_n *= Console.Read()|];")]
    [InlineData("int", "if (by > s_n) { [|s_n = by|]; Console.Write(1); }")]
    [InlineData("int", "if (by > s_n) [|s_n = by|]; else Console.Write(1);")]
    public Task Not_where_it_would_mean_something_else(string type, string body) =>
        Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(In(type, body), setup: s_runtime);

    [Fact]
    public Task Not_without_the_runtime() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(In("double", "[|s_n += by|];", ""));
}

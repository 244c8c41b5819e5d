using static RaceSafe.CodeFixes.Tests.Rewriting.Rewritten;

namespace RaceSafe.CodeFixes.Tests.Rewriting;

/// <summary>Statements come and go without a trace in the layout, and without the loss of a comment.</summary>
public class StatementTests
{
    [Theory]
    [InlineData("{\n    A();\n    X();\n    B();\n}", "{\n    A();\n    B();\n}")]
    [InlineData("{\n    A();\n\n    X();\n    B();\n}", "{\n    A();\n\n    B();\n}")]
    [InlineData("{\n    A();\n\n    X();\n\n    B();\n}", "{\n    A();\n\n    B();\n}")]
    [InlineData("{\n    A();\n\n    X();\n}", "{\n    A();\n}")]
    [InlineData("{\n    X();\n}", "{\n}")]
    [InlineData("{\n    // why\n    X(); // how\n    B();\n}", "{\n    // why\n    // how\n    B();\n}")]
    [InlineData("{\n    A();\n    // why\n    X(); // how\n}", "{\n    A();\n    // why\n    // how\n}")]
    [InlineData("{\n#if true\n    X();\n#endif\n    B();\n}", "{\n#if true\n#endif\n    B();\n}")]
    [InlineData("if (c) X();\n", "if (c)\n{\n}\n")]
    [InlineData("A();\nX();\nB();\n", "A();\nB();\n")]
    [InlineData("switch (c)\n{\n    case 1:\n        X();\n        break;\n}", "switch (c)\n{\n    case 1:\n        break;\n}")]
    public async Task A_statement_is_removed(string before, string after) => Assert.Equal(after, await By(before, ("X();", Remove)));

    [Theory]
    [InlineData("{\n    A();\n    X();\n}", "{\n    A();\n    N();\n    X();\n}")]
    [InlineData("{\n    A();\n\n    X();\n}", "{\n    A();\n\n    N();\n    X();\n}")]
    [InlineData("{\n    // why\n    X();\n}", "{\n    // why\n    N();\n    X();\n}")]
    [InlineData("A();\nX();\n", "A();\nN();\nX();\n")]
    [InlineData("{\n    if (c) X();\n}", "{\n    if (c)\n    {\n        N();\n        X();\n    }\n}")]
    [InlineData("{\r\n\tA();\r\n\tX();\r\n}", "{\r\n\tA();\r\n\tN();\r\n\tX();\r\n}")]
    public async Task A_statement_is_inserted(string before, string after) => Assert.Equal(after, await By(before, ("X();", Insert("N();"))));
}

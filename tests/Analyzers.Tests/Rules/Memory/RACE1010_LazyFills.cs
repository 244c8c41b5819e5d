namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Where there was nothing, nothing is lost, even if what was read is on its way to what is written.</summary>
public class RACE1010_LazyFills
{
    [Theory]
    [InlineData("var name = s_name; if (name == null) { foreach (var one in all) if (one.Length > 2) { name = one; break; } s_name = name; } return name;")]
    [InlineData("var name = s_name; if (name is null) { name ??= all[0]; s_name = name; } return name;")]
    [InlineData("var name = s_name ?? all[0]; if (s_name == null) s_name = name; return name;")]
    [InlineData("var port = s_port.HasValue ? s_port.Value : all.Length; if (!s_port.HasValue) s_port = port; return port.ToString();")]
    [InlineData("var name = s_name; if (name is not null) return name; name ??= all[0]; s_name = name; return name;")]
    [InlineData("var node = s_head; if (node != null) {|RACE1010:s_head = node.Next|}; return null;")]
    [InlineData("if (s_head is null) return null; {|RACE1010:s_head = s_head.Next|}; return all[0];")]
    [InlineData("var name = s_name; if (name != null) {|RACE1010:s_name = name + all[0]|}; return name;")]
    public Task Filled_once(string statements) => Verify.Analyzer<RaceAnalyzer>($$"""
        #nullable enable
        public record Node(string Text, Node? Next);

        public class Names
        {
            private static string? s_name;
            private static int? s_port;
            private static Node? s_head;

            public string? Get(string[] all)
            {
                {{statements}}
            }
        }
        """);

    [Theory]
    [InlineData("while (more) { _ = Read(); return; }")]
    [InlineData("while (more) { if (more) { _ = Read(); break; } }")]
    [InlineData("foreach (var one in all) { if (one > 3) { _ = Read(); return; } }")]
    [InlineData("while (more) { _ = Read(); }", true)]
    [InlineData("while (more) { switch (all.Length) { default: { _ = Read(); break; } } }", true)]
    public Task A_start_that_leaves_the_loop_is_one(string statements, bool loud = false) => Verify.Analyzer<RaceAnalyzer>($$"""
        public class Server
        {
            private long _bytes;

            public void Accept(bool more, int[] all)
            {
                {{statements}}
            }

            private async Task Read()
            {
                await Task.Delay(9);
                {{(loud ? "{|RACE1010:_bytes += 9|}" : "_bytes += 9")}};
            }
        }
        """);
}

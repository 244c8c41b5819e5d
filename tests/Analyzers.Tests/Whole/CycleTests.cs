namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>Code that goes round in circles is analysed once round.</summary>
public class CycleTests
{
    [Fact(Timeout = 30_000)]
    public Task Methods_that_call_each_other() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public class C
        {
            private readonly ConcurrentDictionary<string, int> _d = new();

            private int Read(string k, int depth) => depth == 0 ? _d[k] : Again(k, depth - 1);

            private int Again(string k, int depth) => Read(k, depth) + Self(k, depth);

            private int Self(string k, int depth) => depth > 0 ? Self(k, depth - 1) : Read(k, 0);

            public int M(string k) => Again(k, 7);
        }
        """);

    [Fact(Timeout = 30_000)]
    public Task Properties_lambdas_and_local_functions_that_reach_themselves() => Verify.Analyzer<RaceAnalyzer>("""
        public class C
        {
            private readonly object _gate = new();
            private int _n;

            public int P { get => P + 1; set { P = value; lock (_gate) _n++; } }

            public int L(int x)
            {
                Func<int, int> f = null!;
                f = y => y == 0 ? 0 : f(y - 1);
                f(x);
                return Local(x);

                int Local(int a) => a == 0 ? Other(a) : Local(a - 1);
                int Other(int a) => Local(a);
            }
        }
        """);

    [Theory(Timeout = 30_000)]
    [InlineData("Repository")]
    [InlineData("Store")]
    public Task Caches_in_front_of_each_other(string name) => Verify.Analyzer<RaceAnalyzer>(
        $$"""
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;

        public class User { public int Id { get; set; } }

        public interface IUser{{name}} { User? GetById(int id); void Update(User user); int Count { get; } }

        public class Near(IUser{{name}} inner, IMemoryCache cache) : IUser{{name}}
        {
            public User? GetById(int id) => cache.GetOrCreate("user" + id, _ => inner.GetById(id));
            public void Update(User user) { inner.Update(user); cache.Remove("user" + user.Id); }
            public int Count => inner.Count;
        }

        public class Far(IUser{{name}} inner, IDistributedCache cache) : IUser{{name}}
        {
            public User? GetById(int id) => cache.GetString("user" + id) is { } text ? new User { Id = int.Parse(text) } : inner.GetById(id);
            public void Update(User user) { inner.Update(user); cache.Remove("user" + user.Id); }
            public int Count => inner.Count;
        }

        public class Page(IUser{{name}} users)
        {
            public int Show(int id) => users.GetById(id) is { } user ? user.Id : users.Count;
        }
        """,
        new() { References = ["Caching"] });

    [Fact(Timeout = 30_000)]
    public Task Types_that_inherit_and_contain_each_other() => Verify.Analyzer<RaceAnalyzer>(
        """
        public class A : B { public override int M(A a) => a.M(this) + base.M(a); }
        public class B : A { public override int M(A a) => a.M(a); }
        public interface I<T> where T : I<T> { T Next { get; } }
        public class N : I<N> { public N Next => Next.Next; public static int s_n; public void Go() { for (var n = this; ; n = n.Next) _ = s_n; } }
        """,
        new() { AllowCompileErrors = true });

    [Fact(Timeout = 30_000)]
    public Task Jumps_back_and_loops_in_loops() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Collections.Concurrent;

        public static class C
        {
            private static readonly ConcurrentDictionary<int, int> s_d = new();

            public static void M(int k, bool a, bool b)
            {
                var v = 0;
            again:
                foreach (var i in new[] { 1, 2 })
                {
                    while (a)
                    {
                        do
                        {
                            try { v = v + s_d[i]; } catch (Exception) when (b) { goto again; } finally { k++; }
                            if (b) continue;
                            if (v > 10) goto again;
                        }
                        while (v < k);
                    }
                }
            }
        }
        """);

    [Fact(Timeout = 60_000)]
    public async Task A_web_of_forty_methods_of_which_each_calls_all()
    {
        var methods = Enumerable.Range(0, 40).Select(i =>
            $"int M{i}(string k) => s_d[k] + {string.Join(" + ", Enumerable.Range(0, 40).Select(j => $"M{j}(k)"))};");
        var source = $$"""
            using System.Collections.Concurrent;
            class C { static readonly ConcurrentDictionary<string, int> s_d = new(); {{string.Join('\n', methods)}} void W(string k) => s_d[k] = M0(k); }
            """;

        await Findings.Of(new RaceAnalyzer(), Findings.Compile([("C.cs", source)]));
    }
}

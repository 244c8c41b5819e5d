namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>RACE1010 is silent about statics of programs in which nothing shows a second thread: tools, games, user interfaces.</summary>
public class RACE1010_SilentOneThread
{
    [Theory]
    [InlineData("")]
    [InlineData("// no async, no Task.Run, nothing to lock")]
    [InlineData("static void Wait() => Thread.Sleep(10);")]
    [InlineData("static string Where() => Thread.CurrentThread.Name ?? \"\";")]
    [InlineData("static long Clock() => System.Diagnostics.Stopwatch.StartNew().ElapsedMilliseconds;")]
    [InlineData("static void Ring(Timer timer) => timer.Ring(); abstract class Timer { public void Ring() { } } class Bell : Timer; static void Begin() => Ring(new Bell());")]
    [InlineData("enum Door { Open, Lock } static Door Next() => Door.Lock;")]
    public Task A_program_that_starts_nothing(string member) => Verify.Analyzer<RaceAnalyzer>(OneThread.Tool(member, "s_words += line.Length;"));

    [Fact]
    public Task A_large_program_of_which_a_corner_knows_threads() => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(
        "public static class Serials { private static int s_next; public static int Next() => s_next++; }",
        "public class Saver { public void Save() => Task.Run(() => File.WriteAllText(\"world\", \"\")); }"));

    [Fact]
    public Task The_object_that_a_static_member_holds_in_such_a_program() => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(
        "public class Paths { public static readonly Paths Instance = new(); private int _hits; public void Find() => _hits++; } public class Walk { public void Go() => Paths.Instance.Find(); }",
        "public class Saver { public void Save() => Task.Run(() => File.WriteAllText(\"world\", \"\")); }"));

    [Fact]
    public Task A_method_that_is_handed_to_a_timer_of_the_game() => Verify.Analyzer<RaceAnalyzer>(OneThread.Game(
        "public class Zone { private int _stage; public void Begin() => Bell.Ring(Tick); public void Next() => _stage++; private void Tick() => _stage++; } public static class Bell { public static void Ring(Action action) => action(); }",
        "public class Saver { public void Save() => Task.Run(() => File.WriteAllText(\"world\", \"\")); }"));

    [Theory]
    [InlineData("public class Main : Ui.Form { private static int s_open; public Main() => s_open++; }")]
    [InlineData("public class Main : Ui.MonoBehaviour { public static int Score; public void Update() => Score += 2; }")]
    [InlineData("public class Main : System.ComponentModel.INotifyPropertyChanged { private static int s_made; public event System.ComponentModel.PropertyChangedEventHandler? PropertyChanged; public void Add() => s_made++; }")]
    public Task User_interfaces_and_engines_have_one_thread_for_all(string type) => Verify.Analyzer<RaceAnalyzer>(type + " namespace Ui { public class Form; public class MonoBehaviour; }");
}

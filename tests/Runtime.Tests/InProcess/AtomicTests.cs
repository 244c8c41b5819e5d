using System.Globalization;

namespace RaceSafe.Runtime.Tests.InProcess;

public sealed class AtomicTests
{
    private const int Threads = 8;
    private const int Rounds = 20_000;

    private enum Phase { Idle, Running, Done }

    private enum Small : byte { Off, On }

    [Fact]
    public void No_update_is_lost_whatever_the_type()
    {
        int i = 0;
        uint ui = 0;
        long l = 0;
        ulong ul = 0;
        float f = 0;
        double d = 0;
        short s = 0;
        byte b = 0;
        string text = "0";
        Hammer(() =>
        {
            Atomic.Update(ref i, x => x + 1);
            Atomic.Update(ref ui, x => x + 1);
            Atomic.Update(ref l, (x, by) => x + by, 1L);
            Atomic.Update(ref ul, x => x + 1);
            Atomic.Update(ref s, x => (short)(x + 1));
            Atomic.Update(ref b, x => (byte)(x + 1));
            Atomic.Add(ref f, 1);
            Atomic.Add(ref d, 0.5);
            Atomic.Update(ref text, x => (int.Parse(x, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        });
        const int total = Threads * Rounds;
        Assert.Equal((total, (uint)total, (long)total, (ulong)total), (i, ui, l, ul));
        Assert.Equal((total, total / 2.0, unchecked((short)total), unchecked((byte)total)), (f, d, s, b));
        Assert.Equal($"{total}", text);
    }

    [Fact]
    public void Every_operation_returns_the_new_value()
    {
        var number = 5;
        var text = "a";
        var real = 1.5;
        var flag = 0;
        var on = false;
        var phase = Phase.Idle;
        var small = Small.Off;
        Assert.Equal(6, Atomic.Update(ref number, x => x + 1));
        Assert.Equal("ab", Atomic.Update(ref text, (x, more) => x + more, "b"));
        Assert.Equal(2.0, Atomic.Add(ref real, 0.5));
        Assert.Equal((1, 0), (Atomic.Toggle(ref flag), Atomic.Toggle(ref flag)));
        Assert.Equal((true, false), (Atomic.Toggle(ref on), Atomic.Toggle(ref on)));
        Assert.Equal(Phase.Running, Atomic.Update(ref phase, p => p + 1));
        Assert.Equal(Small.On, Atomic.Update(ref small, p => p + 1));
        Assert.Equal((6, "ab", 2.0, 0, false, Phase.Running, Small.On), (number, text, real, flag, on, phase, small));
    }

    [Fact]
    public void An_even_number_of_toggles_ends_where_it_began()
    {
        var on = false;
        var flag = 0;
        Hammer(() =>
        {
            Atomic.Toggle(ref on);
            Atomic.Toggle(ref flag);
        });
        Assert.Equal((false, 0), (on, flag));
    }

    [Fact]
    public void A_negative_zero_is_not_taken_for_a_won_race()
    {
        var value = 0.0;
        var runs = 0;
        Atomic.Update(ref value, x =>
        {
            if (runs++ == 0) value = -0.0; // another thread gets in between; 0.0 == -0.0, yet the bits differ
            return x + 1;
        });
        Assert.Equal((2, 1.0), (runs, value));
    }

    [Fact]
    public void NaN_can_be_replaced_by_update_and_is_left_alone_by_max_and_min()
    {
        var value = double.NaN;
        Assert.True(double.IsNaN(Atomic.Max(ref value, 1)));
        Assert.True(double.IsNaN(Atomic.Min(ref value, 1)));
        Assert.Equal(2, Atomic.Update(ref value, _ => 2));
        Assert.Equal(2, Atomic.Max(ref value, double.NaN));
    }

    [Fact]
    public void A_conflict_runs_the_update_again_on_the_new_value()
    {
        var text = "a";
        var runs = 0;
        Assert.Equal("xb", Atomic.Update(ref text, x =>
        {
            if (runs++ == 0) text = "x";
            return x + "b";
        }));
    }

    [Fact]
    public void An_equal_but_other_reference_is_a_conflict()
    {
        var text = new string('a', 1);
        var runs = 0;
        Atomic.Update(ref text, x =>
        {
            if (runs++ == 0) text = new string('a', 1);
            return x + "b";
        });
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_failing_update_changes_nothing()
    {
        var number = 5;
        Assert.Throws<FormatException>(() => Atomic.Update(ref number, _ => throw new FormatException()));
        Assert.Throws<ArgumentNullException>(() => Atomic.Update(ref number, null!));
        Assert.Throws<ArgumentNullException>(() => Atomic.Update(ref number, null!, 1));
        Assert.Equal(5, number);
    }

    [Fact]
    public void Types_that_no_processor_swaps_in_one_step_are_refused()
    {
        var price = 1m;
        var time = DateTime.MinValue;
        var pair = (1, 2);
        Assert.Throws<NotSupportedException>(() => Atomic.Update(ref price, x => x + 1));
        Assert.Throws<NotSupportedException>(() => Atomic.Update(ref time, x => x.AddDays(1)));
        Assert.Throws<NotSupportedException>(() => Atomic.Update(ref pair, x => x));
        Assert.Equal(1m, price);
    }

    [Fact]
    public void Max_and_min_keep_the_extremes_of_all_threads()
    {
        int maxI = 0, minI = 0, next = 0;
        long maxL = 0, minL = 0;
        uint maxU = 0, minU = uint.MaxValue;
        ulong maxUl = 0, minUl = ulong.MaxValue;
        double maxD = 0, minD = 0;
        float maxF = 0, minF = 0;
        Hammer(() =>
        {
            var n = Interlocked.Increment(ref next);
            Atomic.Max(ref maxI, n);
            Atomic.Min(ref minI, -n);
            Atomic.Max(ref maxL, n);
            Atomic.Min(ref minL, -n);
            Atomic.Max(ref maxU, (uint)n);
            Atomic.Min(ref minU, (uint)n);
            Atomic.Max(ref maxUl, (ulong)n);
            Atomic.Min(ref minUl, (ulong)n);
            Atomic.Max(ref maxD, n);
            Atomic.Min(ref minD, -n);
            Atomic.Max(ref maxF, n);
            Atomic.Min(ref minF, -n);
        });
        const int total = Threads * Rounds;
        Assert.Equal((total, -total, total, -total), (maxI, minI, maxL, minL));
        Assert.Equal(((uint)total, 1u, (ulong)total, 1ul), (maxU, minU, maxUl, minUl));
        Assert.Equal((total, -total, total, -total), (maxD, minD, (int)maxF, (int)minF));
    }

    [Fact]
    public void Max_and_min_return_the_value_that_stays()
    {
        var value = 5;
        Assert.Equal((5, 7, 7), (Atomic.Max(ref value, 3), Atomic.Max(ref value, 7), Atomic.Max(ref value, 7)));
        Assert.Equal((7, 2), (Atomic.Min(ref value, 9), Atomic.Min(ref value, 2)));
    }

    [Fact]
    public void A_conditional_add_fills_the_capacity_exactly()
    {
        var seats = 0;
        long places = 0;
        var confirmed = 0;
        Hammer(() =>
        {
            if (Atomic.TryAdd(ref seats, 1, 1000, out _)) Interlocked.Increment(ref confirmed);
            Atomic.TryAdd(ref places, 3, 1000, out var _);
        });
        Assert.Equal((1000, 1000, 999), (seats, confirmed, places));
    }

    [Theory]
    [InlineData(5, 2, 0, 10, true, 7)]
    [InlineData(5, 5, 0, 10, true, 10)]
    [InlineData(5, 6, 0, 10, false, 5)]
    [InlineData(5, -6, 0, 10, false, 5)]
    [InlineData(int.MaxValue, 1, int.MinValue, int.MaxValue, false, int.MaxValue)]
    [InlineData(int.MinValue, -1, int.MinValue, int.MaxValue, false, int.MinValue)]
    [InlineData(20, 1, 0, 10, false, 20)]
    public void A_conditional_add_tells_the_new_or_the_current_value(int start, int by, int min, int max, bool added, int value)
    {
        int narrow = start;
        Assert.Equal((added, value, value), (Atomic.TryAdd(ref narrow, by, min, max, out var held), held, narrow));

        long wide = start;
        var fits = added || start is int.MaxValue or int.MinValue; // what overflows 32 bits does not overflow 64
        if (fits == added) Assert.Equal((added, value, value), (Atomic.TryAdd(ref wide, by, min, max, out var heldWide), heldWide, wide));
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, -1)]
    [InlineData(long.MinValue, long.MinValue)]
    public void A_conditional_add_refuses_overflow(long start, long by)
    {
        var value = start;
        Assert.False(Atomic.TryAdd(ref value, by, long.MaxValue, out var held));
        Assert.Equal((start, start), (held, value));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var number = 0;
        long wide = 0;
        double real = 0;
        var on = false;
        var phase = Phase.Idle;
        object reference = "a", other = "b";
        Run(10); // compiled and static lambdas made
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                Atomic.Update(ref number, static x => x + 1);
                Atomic.Update(ref wide, static (x, by) => x + by, 2L);
                Atomic.Update(ref phase, static p => p);
                Atomic.Update(ref reference, static (_, next) => next, other);
                Atomic.Add(ref real, 1.5);
                Atomic.Max(ref number, i);
                Atomic.Min(ref wide, i);
                Atomic.TryAdd(ref wide, 1, 5, out _);
                Atomic.Toggle(ref on);
            }
        }
    }

    private static void Hammer(Action action)
    {
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++) action();
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
    }
}

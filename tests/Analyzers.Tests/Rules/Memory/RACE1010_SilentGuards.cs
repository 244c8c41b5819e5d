namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Updates under a guard that is held from the read to the write.</summary>
public class RACE1010_SilentGuards
{
    [Fact]
    public Task A_lock_held_from_read_to_write() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly object s_gate = new();
            static int s_n;

            public void Add()
            {
                lock (s_gate)
                {
                    var n = s_n;
                    s_n = n + 1;
                }
            }
        }
        """);

    [Fact]
    public Task A_monitor_in_try_and_finally() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly object s_gate = new();
            static int s_n;

            public void Add()
            {
                var taken = false;
                try
                {
                    Monitor.Enter(s_gate, ref taken);
                    s_n++;
                }
                finally
                {
                    if (taken) Monitor.Exit(s_gate);
                }
            }

            public bool TryAdd()
            {
                if (!Monitor.TryEnter(s_gate)) return false;
                try { s_n++; }
                finally { Monitor.Exit(s_gate); }
                return true;
            }
        }
        """);

    [Fact]
    public Task A_helper_for_those_who_have_the_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _logins, _visits;

            public async Task LoginAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    await LoginInternalAsync();
                    Visit();
                }
                finally { _gate.Release(); }
            }

            public void Look() => Visit();

            internal virtual async Task LoginInternalAsync()
            {
                _logins++;
                await Task.Delay(_logins);
            }

            internal void Visit() => {|RACE1010:_visits++|};

            public async Task LeaveAsync()
            {
                await _gate.WaitAsync();
                try { _visits--; }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public Task A_lock_that_is_taken_unless_the_caller_has_it() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly object s_gate = new();
            static int s_n;
            static bool s_quick;

            public void Add(bool acquireLock)
            {
                var taken = false;
                try
                {
                    if (acquireLock) Monitor.Enter(s_gate, ref taken);
                    s_n++;
                }
                finally
                {
                    if (taken) Monitor.Exit(s_gate);
                }
            }

            public void AddSometimes()
            {
                if (!s_quick) Monitor.Enter(s_gate);
                {|RACE1010:s_n++|};
                if (!s_quick) Monitor.Exit(s_gate);
            }
        }
        """);

    [Fact]
    public Task The_lock_of_the_framework_in_both_forms() => Verify.Analyzer<RaceAnalyzer>("""
        #nullable enable
        public class Sum
        {
            static readonly Lock s_gate = new();
            static int s_n;

            public void Add() { lock (s_gate) { s_n++; } }

            public void Remove()
            {
                using (s_gate.EnterScope()) s_n--;
            }
        }
        """);

    [Fact]
    public Task The_lock_of_the_framework_without_nullable_types() => Verify.Analyzer<RaceAnalyzer>("""
        #nullable disable
        public class Sum
        {
            static readonly Lock s_gate = new();
            static int s_n;

            public void Add() { lock (s_gate) { s_n++; } }
        }
        """);

    [Fact]
    public Task A_semaphore_of_one() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly SemaphoreSlim s_gate = new(1, 1);
            static int s_n;

            public async Task Add()
            {
                await s_gate.WaitAsync();
                try { s_n++; }
                finally { s_gate.Release(); }
            }

            public void AddNow()
            {
                s_gate.Wait();
                try { s_n++; }
                finally { s_gate.Release(); }
            }
        }
        """);

    [Fact]
    public Task A_releaser_that_is_disposed() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly AsyncLock s_gate = new();
            static int s_n;

            public async Task Add()
            {
                using (await s_gate.LockAsync()) s_n++;
            }
        }

        public class AsyncLock
        {
            readonly SemaphoreSlim _one = new(1, 1);

            public async Task<IDisposable> LockAsync()
            {
                await _one.WaitAsync();
                return new Releaser(_one);
            }

            sealed class Releaser(SemaphoreSlim one) : IDisposable
            {
                public void Dispose() => one.Release();
            }
        }
        """);

    [Fact]
    public Task The_write_side_of_a_reader_writer_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly ReaderWriterLockSlim s_lock = new();
            static int s_n;

            public void Add()
            {
                s_lock.EnterWriteLock();
                try { s_n++; }
                finally { s_lock.ExitWriteLock(); }
            }
        }
        """);

    [Fact]
    public Task A_mutex_and_a_spin_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static readonly Mutex s_mutex = new();
            static SpinLock s_spin;
            static int s_n, s_m;

            public void Add()
            {
                s_mutex.WaitOne();
                try { s_n++; }
                finally { s_mutex.ReleaseMutex(); }
            }

            public void AddOther()
            {
                var taken = false;
                try { s_spin.Enter(ref taken); s_m++; }
                finally { if (taken) s_spin.Exit(); }
            }
        }
        """);

    [Fact]
    public Task A_synchronized_method() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Runtime.CompilerServices;

        public class Sum
        {
            static int s_n;

            [MethodImpl(MethodImplOptions.Synchronized)]
            public static void Add() => s_n++;
        }
        """);

    [Fact]
    public Task Every_caller_holds_the_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            int _n;

            public void Add() { lock (_gate) { Count(); _n++; } }

            public void Remove() { lock (_gate) { Deeper(); } }

            void Deeper() => Count();

            void Count() => _n++;
        }
        """);

    [Fact]
    public Task The_name_says_that_the_caller_holds_the_lock() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            readonly object _gate = new();
            int _n;

            public void Add() { lock (_gate) _n++; }

            internal void AddLocked() => _n++;
        }
        """);

    [Fact]
    public Task The_caller_is_asserted_to_hold_the_lock() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Diagnostics;

        public class Sum
        {
            readonly object _gate = new();
            int _n;

            public void Add() { lock (_gate) _n++; }

            internal void AddMore()
            {
                Debug.Assert(Monitor.IsEntered(_gate));
                _n++;
            }
        }
        """);

    [Fact]
    public Task Interlocked_lets_one_thread_in() => Verify.Analyzer<RaceAnalyzer>("""
        public class Sum
        {
            static int s_busy, s_n;

            public void Add()
            {
                if (Interlocked.Exchange(ref s_busy, 1) == 0)
                {
                    s_n++;
                    Volatile.Write(ref s_busy, 0);
                }
            }

            public void AddOrLeave()
            {
                if (Interlocked.CompareExchange(ref s_busy, 1, 0) != 0) return;
                s_n++;
                s_busy = 0;
            }

            public void Beat()
            {
                if (Interlocked.CompareExchange(ref s_busy, 1, 0) == 0) Count();
            }

            private void Count() => s_n++;
        }
        """);

    [Fact]
    public Task The_lock_of_another_object_says_nothing_of_this_one() => Verify.Analyzer<RaceAnalyzer>("""
        public class Head
        {
            public int Free;
        }

        public class Chunk(Func<int, Head> find)
        {
            private int _free;

            public void Allocate(int size)
            {
                var head = find(size);
                lock (head)
                {
                    head.Free--;
                    _free -= size;
                }
            }

            public void Release(int size) => _free += size;
        }
        """);
}

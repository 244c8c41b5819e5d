using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>An update takes the lock that every other use of the field holds.</summary>
public class UseLockTests
{
    [Fact]
    public Task The_statement_goes_under_the_lock() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        public class Account
        {
            private readonly object _gate = new();
            private decimal _balance;

            public void Deposit(decimal by)
            {
                lock (_gate) _balance += by;
            }

            public void Withdraw(decimal by)
            {
                // no credit
                [|_balance -= by|];
            }
        }
        """,
        """
        public class Account
        {
            private readonly object _gate = new();
            private decimal _balance;

            public void Deposit(decimal by)
            {
                lock (_gate) _balance += by;
            }

            public void Withdraw(decimal by)
            {
                // no credit
                lock (_gate)
                    _balance -= by;
            }
        }
        """);

    [Fact]
    public Task Not_where_two_locks_are_in_use() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>("""
        public class Account
        {
            private readonly object _gate = new(), _other = new();
            private decimal _balance;

            public void Deposit(decimal by) { lock (_gate) _balance += by; }

            public void Book(decimal by) { lock (_other) _balance += by; }

            public void Withdraw(decimal by) { [|_balance -= by|]; }
        }
        """);
}

namespace ValidCode.Memory;

/// <summary>System.Threading.Lock: the statement and the scope.</summary>
public sealed class LockScope
{
    private readonly Lock _gate = new();
    private decimal _balance;

    public void Deposit(decimal amount)
    {
        lock (_gate) _balance += amount;
    }

    public bool Withdraw(decimal amount)
    {
        using var scope = _gate.EnterScope();
        if (_balance < amount) return false;
        _balance -= amount;
        return true;
    }
}

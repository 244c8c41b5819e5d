using Microsoft.EntityFrameworkCore;
using System.ComponentModel.DataAnnotations;

namespace ValidCode.Database.RowVersions;

public class Wallet { public int Id { get; set; } public decimal Balance { get; set; } [Timestamp] public byte[] Version { get; set; } = []; public void Withdraw(decimal amount) { if (Balance < amount) throw new InvalidOperationException(); Balance -= amount; } }

public class Context : DbContext
{
    public DbSet<Wallet> Wallets => Set<Wallet>();
}

public class RetryingWallet(Context db)
{
    public async Task Deposit(int id, decimal amount)
    {
        for (var attempt = 0; ; attempt++)
        {
            var wallet = await db.Wallets.SingleAsync(w => w.Id == id);
            wallet.Balance += amount;
            try { await db.SaveChangesAsync(); return; }
            catch (DbUpdateConcurrencyException) when (attempt < 5) { db.ChangeTracker.Clear(); }
        }
    }
}

public class ReloadingWallet(Context db)
{
    public async Task Withdraw(int id, decimal amount)
    {
        var wallet = await db.Wallets.SingleAsync(w => w.Id == id);
        while (true)
        {
            wallet.Withdraw(amount);
            try { await db.SaveChangesAsync(); return; }
            catch (DbUpdateConcurrencyException conflict) { await conflict.Entries[0].ReloadAsync(); }
        }
    }
}

public class AnsweringWallet(Context db)
{
    public async Task<string> Withdraw(int id, decimal amount)
    {
        var wallet = await db.Wallets.SingleAsync(w => w.Id == id);
        wallet.Withdraw(amount);
        try { await db.SaveChangesAsync(); return "done"; }
        catch (DbUpdateConcurrencyException) { return "somebody else was faster"; }
    }
}

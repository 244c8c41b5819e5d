using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.States;

public enum Phase { Draft, Sent, Closed }
public class Offer { public int Id { get; set; } public Phase Phase { get; set; } public bool Read { get; set; } public DateTime? SentAt { get; set; } }

public class Context : DbContext
{
    public DbSet<Offer> Offers => Set<Offer>();
}

public class OfferSender(Context db)
{
    public async Task<bool> Send(int id) =>
        await db.Offers.Where(o => o.Id == id && o.Phase == Phase.Draft)
            .ExecuteUpdateAsync(s => s.SetProperty(o => o.Phase, Phase.Sent).SetProperty(o => o.SentAt, DateTime.UtcNow)) == 1;
}

public class OfferReader(Context db)
{
    public async Task Read(int id)
    {
        var offer = await db.Offers.SingleAsync(o => o.Id == id);
        if (!offer.Read) offer.Read = true;
        await db.SaveChangesAsync();
    }
}

public class OfferCloser(Context db)
{
    public async Task Close(int id)
    {
        var offer = await db.Offers.SingleAsync(o => o.Id == id);
        if (offer.Phase != Phase.Closed) offer.Phase = Phase.Closed;
        await db.SaveChangesAsync();
    }
}

public class OfferEditor(Context db)
{
    public async Task Set(int id, Phase phase)
    {
        var offer = await db.Offers.SingleAsync(o => o.Id == id);
        if (offer.Phase == phase) return;
        offer.Phase = phase;
        await db.SaveChangesAsync();
    }
}

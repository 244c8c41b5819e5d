using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace RaceSafe;

/// <summary>
/// What a context tracks when a unit of work begins. It stays tracked, as the same objects: each run finds these rows as they are in its own transaction and
/// nothing of the run before it, because EF Core answers a query with the object that it tracks, however old its values are.
/// </summary>
internal sealed class TrackedRows
{
    private readonly DbContext _context;
    private readonly List<Row> _rows;

    /// <exception cref="InvalidOperationException">There are changes that were not saved, or rows that cannot be read again.</exception>
    public TrackedRows(DbContext context)
    {
        _context = context;
        context.ChangeTracker.DetectChanges(); // also where the caller has switched that off: what is overlooked here would be overwritten
        _rows = [];
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State != EntityState.Unchanged)
                throw new InvalidOperationException($"The context has changes that were not saved ({entry.Metadata.DisplayName()} is {entry.State}); a run that has to be repeated would lose them. Save them before.");
            if (!RowValues.CanRead(entry.Metadata))
                throw new InvalidOperationException($"The context tracks {entry.Metadata.DisplayName()}, which EF Core cannot read again by itself. Query it without tracking, or call ChangeTracker.Clear() before the unit of work.");
            _rows.Add(new(entry));
        }
    }

    /// <summary>Makes the rows what they are in the current transaction.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var values = await RowValues.ReadAsync(_context, _rows.Select(row => row.Entry), cancellationToken).ConfigureAwait(false);
        foreach (var row in _rows)
        {
            row.IsGone = values[row.Entry] is null;
            row.Values = values[row.Entry] ?? row.Values;
        }

        Quietly(() =>
        {
            foreach (var row in _rows.Where(row => !row.IsGone)) row.Reset();
            Forget(_rows.Where(row => row.IsGone).Select(row => row.Entry)); // the run must not find what others have deleted
        });
    }

    /// <summary>Forgets what a run that came to nothing has left: its rows are tracked no more, and the others are what they were when it began.</summary>
    public void Undo()
    {
        if (_rows.Count == 0)
        {
            _context.ChangeTracker.Clear();
            return;
        }

        _context.ChangeTracker.DetectChanges(); // new rows may hang on tracked ones and be found only later
        Quietly(() =>
        {
            var tracked = _context.ChangeTracker.Entries().ToDictionary(entry => entry.Entity, ReferenceEqualityComparer.Instance);
            _rows.RemoveAll(row => row.Entry.State != EntityState.Detached && !tracked.ContainsKey(row.Entry.Entity)); // the body has cleared the tracker itself
            foreach (var row in _rows) tracked.Remove(row.Entry.Entity);
            Forget(tracked.Values);
            foreach (var row in _rows) row.Reset();
        });
    }

    /// <summary>Tracks again the rows that others have deleted: to save a change of one has to fail, and not to do nothing.</summary>
    public void Complete() => Quietly(() =>
    {
        foreach (var row in _rows.Where(row => row.IsGone && row.Entry.State == EntityState.Detached))
        {
            try
            {
                row.Reset();
            }
            catch (InvalidOperationException)
            {
                // The body has put another row in its place.
            }
        }
    });

    // As EntityEntry.Reload does with a row that is gone: by way of Deleted, so that it leaves the collections and references of others too.
    private static void Forget(IEnumerable<EntityEntry> entries)
    {
        var all = entries.ToList();
        foreach (var entry in all.Where(entry => entry.State != EntityState.Added)) entry.State = EntityState.Deleted;
        foreach (var entry in all) entry.State = EntityState.Detached;
    }

    /// <summary>Nothing that is set here is a change of the caller's, nor a reason to delete other rows.</summary>
    private void Quietly(Action work)
    {
        var tracker = _context.ChangeTracker;
        var (detects, cascades, orphans) = (tracker.AutoDetectChangesEnabled, tracker.CascadeDeleteTiming, tracker.DeleteOrphansTiming);
        (tracker.AutoDetectChangesEnabled, tracker.CascadeDeleteTiming, tracker.DeleteOrphansTiming) = (false, CascadeTiming.Never, CascadeTiming.Never);
        try
        {
            work();
        }
        finally
        {
            (tracker.AutoDetectChangesEnabled, tracker.CascadeDeleteTiming, tracker.DeleteOrphansTiming) = (detects, cascades, orphans);
        }
    }

    private sealed class Row(EntityEntry entry)
    {
        public EntityEntry Entry => entry;

        public PropertyValues Values { get; set; } = entry.CurrentValues.Clone();

        public bool IsGone { get; set; }

        public void Reset()
        {
            if (entry.State == EntityState.Detached) entry.State = EntityState.Unchanged;
            entry.CurrentValues.SetValues(Values);
            entry.OriginalValues.SetValues(Values);
            entry.State = EntityState.Unchanged;
            foreach (var collection in entry.Collections.Where(collection => collection.IsLoaded && !collection.Metadata.TargetEntityType.IsOwned())) collection.IsLoaded = false;
        }
    }
}

namespace RaceSafe.Analyzers.Stores;

/// <summary>What one operation does to a location.</summary>
internal enum AccessKind
{
    /// <summary>Gives the value.</summary>
    Read,

    /// <summary>Says whether there is a value.</summary>
    Check,

    /// <summary>Says how many values there are, or whether there is any.</summary>
    Count,

    /// <summary>Gives one value after the other, as they are at some moment or other.</summary>
    Enumerate,

    /// <summary>Puts a value, whatever was there.</summary>
    Write,

    /// <summary>Puts a value beside the others: enqueue, push, insert.</summary>
    Add,

    /// <summary>Puts a value if there is none, in one step, and says so.</summary>
    AddIfAbsent,

    /// <summary>Gives the value, or puts one, in one step.</summary>
    GetOrAdd,

    /// <summary>Puts a value if the old one is as expected, in one step, and says so.</summary>
    CompareAndSet,

    /// <summary>Computes the new value from the old one, in one step.</summary>
    Update,

    /// <summary>Removes, whatever was there.</summary>
    Remove,

    /// <summary>Removes and gives the value, in one step.</summary>
    Take,

    /// <summary>Removes if the value is as expected, in one step, and says so.</summary>
    CompareAndRemove,

    /// <summary>Changes how long the value lives.</summary>
    Expire,

    /// <summary>Changes the object that a read gave, in place.</summary>
    Mutate,

    /// <summary>Makes pending changes of tracked objects effective.</summary>
    Commit,
}

internal static class AccessKinds
{
    /// <summary>It tells something about the location.</summary>
    public static bool Reads(this AccessKind kind) => kind is
        AccessKind.Read or AccessKind.Check or AccessKind.Count or AccessKind.Enumerate or AccessKind.GetOrAdd or AccessKind.Take
        or AccessKind.AddIfAbsent or AccessKind.CompareAndSet or AccessKind.Update or AccessKind.CompareAndRemove or AccessKind.Remove;

    /// <summary>It changes the location.</summary>
    public static bool Writes(this AccessKind kind) => kind is not (AccessKind.Read or AccessKind.Check or AccessKind.Count or AccessKind.Enumerate);

    /// <summary>It changes the location without looking at what is there at that moment.</summary>
    public static bool IsBlindWrite(this AccessKind kind) => kind is
        AccessKind.Write or AccessKind.Add or AccessKind.Remove or AccessKind.Mutate;

    /// <summary>It looks and changes in one step, so that nobody gets in between.</summary>
    public static bool IsAtomic(this AccessKind kind) => kind is
        AccessKind.AddIfAbsent or AccessKind.GetOrAdd or AccessKind.CompareAndSet or AccessKind.Update
        or AccessKind.Take or AccessKind.CompareAndRemove;
}

using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// What is known at one point of a method: the value of every slot, the guards held, and for every read so far which guards
/// have been held ever since. Joins take the union of origins and the intersection of guards, so the analysis is monotone.
/// </summary>
internal sealed class FlowState
{
    private readonly Dictionary<Sym, FlowValue> _slots;
    private uint[] _heldSince;

    public FlowState()
        : this([], [])
    {
    }

    private FlowState(Dictionary<Sym, FlowValue> slots, uint[] heldSince)
    {
        _slots = slots;
        _heldSince = heldSince;
    }

    /// <summary>Guards held now, as bits.</summary>
    public uint Held { get; private set; }

    /// <summary>Reads after which there was an await.</summary>
    public ulong Awaited { get; private set; }

    /// <summary>Reads that have happened on some path.</summary>
    public ulong Happened { get; private set; }

    /// <summary>Reads on whose account a called method would have thrown, so that this place would not have been reached.</summary>
    public ulong Passed { get; private set; }

    public FlowState Copy() => new(new(_slots), (uint[])_heldSince.Clone()) { Held = Held, Awaited = Awaited, Happened = Happened, Passed = Passed };

    public bool TryGet(Sym slot, out FlowValue value) => _slots.TryGetValue(slot, out value);

    public void Set(Sym slot, FlowValue value) => _slots[slot] = value;

    /// <summary>The variables that hold that very value.</summary>
    public IEnumerable<Sym> SlotsOf(Sym value)
    {
        foreach (var pair in _slots)
            if (pair.Value.Sym == value) yield return pair.Key;
    }

    /// <summary>Everything that is known of the members of that object is forgotten.</summary>
    public void ForgetMembersOf(Sym owner)
    {
        List<Sym>? gone = null;
        foreach (var slot in _slots.Keys)
            if (slot.Kind == SymKind.Member && slot.Parts.Length == 1 && slot.Parts[0] == owner) (gone ??= []).Add(slot);
        if (gone is null) return;
        foreach (var slot in gone) _slots.Remove(slot);
    }

    public void Acquire(uint guard) => Held |= guard;

    public void Release(uint guards)
    {
        Held &= ~guards;
        for (var i = 0; i < _heldSince.Length; i++) _heldSince[i] &= ~guards;
    }

    /// <summary>A read happens now.</summary>
    public void Read(int index)
    {
        if (index < 0) return;
        if (_heldSince.Length <= index)
        {
            var length = _heldSince.Length;
            Array.Resize(ref _heldSince, index + 4);
            for (var i = length; i < _heldSince.Length; i++) _heldSince[i] = uint.MaxValue;
        }

        _heldSince[index] = Held;
        Happened |= 1UL << index;
        Awaited &= ~(1UL << index);
    }

    public void Pass(ulong reads) => Passed |= reads;

    public void Await() => Awaited |= Happened;

    /// <summary>The guards held without a gap since that read.</summary>
    public uint HeldSince(int index) => index < _heldSince.Length ? _heldSince[index] & Held : Held;

    public uint[] HeldSinceSnapshot(int count)
    {
        var snapshot = new uint[count];
        for (var i = 0; i < count; i++) snapshot[i] = HeldSince(i);
        return snapshot;
    }

    /// <summary>Takes in what holds on another path to the same block. True if that changed anything.</summary>
    public bool Join(FlowState other, object block)
    {
        var changed = false;
        foreach (var pair in other._slots)
        {
            if (!_slots.TryGetValue(pair.Key, out var mine))
            {
                _slots[pair.Key] = pair.Key.Kind == SymKind.Member ? pair.Value.As(Sym.Phi(block, pair.Key)) : pair.Value;
                changed = true;
                continue;
            }

            var joined = new FlowValue(
                mine.Origins | pair.Value.Origins, mine.Inputs | pair.Value.Inputs, Meet(mine.Sym, pair.Value.Sym, block, pair.Key));
            if (joined == mine) continue;
            _slots[pair.Key] = joined;
            changed = true;
        }

        var held = Held & other.Held;
        changed |= held != Held;
        Held = held;
        for (var i = 0; i < Math.Max(_heldSince.Length, other._heldSince.Length); i++) changed |= JoinHeldSince(i, other);
        changed |= (other.Awaited | Awaited) != Awaited || (other.Happened | Happened) != Happened || (other.Passed | Passed) != Passed;
        Awaited |= other.Awaited;
        Happened |= other.Happened;
        Passed |= other.Passed;
        return changed;
    }

    /// <summary>Takes in what a lambda left behind, which may or may not have run.</summary>
    /// <param name="lambda">The state at the end of the lambda.</param>
    /// <param name="atOnce">It ran on this thread under the same guards, if at all.</param>
    /// <param name="join">Names the place where the two meet.</param>
    public void Absorb(FlowState lambda, bool atOnce, object join)
    {
        var held = Held;
        if (!atOnce)
        {
            lambda = lambda.Copy();
            lambda._heldSince = [];
        }

        lambda.Held = held;
        Join(lambda, join);
        Held = held;
    }

    /// <summary>
    /// A row, or a new object where there was none, is from here on the row: <c>order ??= new Order()</c>. Whoever changes it may change the row.
    /// So is what a concurrent collection held, or a new object for it. Of two rows of a table, looked for one way and then another, it is the later; of a row and nothing, the row.
    /// </summary>
    private static Sym Meet(Sym mine, Sym theirs, object block, Sym slot)
    {
        if (mine == theirs || (IsRow(mine) && theirs.Kind == SymKind.Fresh)) return mine;
        if (IsRow(theirs) && mine.Kind == SymKind.Fresh) return theirs;
        if (mine == Sym.Null && DatabaseRow(theirs) is not null) return theirs;
        if (DatabaseRow(mine) is not { } first) return Sym.Phi(block, slot);
        if (theirs == Sym.Null) return mine;
        if (DatabaseRow(theirs) is not { } second || first.Place.Container != second.Place.Container) return Sym.Phi(block, slot);
        return first.ReadIndex > second.ReadIndex ? mine : theirs;
    }

    private static Access? DatabaseRow(Sym value) => IsRow(value) && value.Head is Access { Spec.HoldsRows: true } load ? load : null;

    private static bool IsRow(Sym value) =>
        value is { Kind: SymKind.Result, Head: Access { Spec: { SharesObject: true } spec } } && (spec.HoldsRows || spec.Store == StoreKind.ConcurrentCollection);

    private bool JoinHeldSince(int index, FlowState other)
    {
        var theirs = index < other._heldSince.Length ? other._heldSince[index] : uint.MaxValue;
        if (index >= _heldSince.Length)
        {
            if (theirs == uint.MaxValue) return false;
            var length = _heldSince.Length;
            Array.Resize(ref _heldSince, index + 4);
            for (var i = length; i < _heldSince.Length; i++) _heldSince[i] = uint.MaxValue;
        }

        var joined = _heldSince[index] & theirs;
        if (joined == _heldSince[index]) return false;
        _heldSince[index] = joined;
        return true;
    }
}

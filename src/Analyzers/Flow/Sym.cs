using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Flow;

/// <summary>What kind of expression a <see cref="Sym"/> stands for.</summary>
internal enum SymKind
{
    /// <summary>A value known at build time.</summary>
    Constant,

    /// <summary>The object whose method runs.</summary>
    This,

    /// <summary>A parameter as it came in.</summary>
    Parameter,

    /// <summary>A variable or flow capture: only used as the name of a slot, never as a value.</summary>
    Slot,

    /// <summary>A field or property of another value, or a static one.</summary>
    Member,

    /// <summary>An operator, interpolation, tuple or call whose result depends on nothing but its parts.</summary>
    Pure,

    /// <summary>What a read of a store gave.</summary>
    Result,

    /// <summary>An object created here.</summary>
    Fresh,

    /// <summary>One value on one path and another on the next: equal only to itself.</summary>
    Phi,

    /// <summary>Something not understood: equal only to itself.</summary>
    Opaque,
}

/// <summary>
/// A symbolic value. Two values that are equal here are equal at run time on the same pass through the method;
/// that is what makes two keys, two locks or two objects "the same". Structural, immutable, bounded in depth.
/// </summary>
internal sealed class Sym : IEquatable<Sym>
{
    private const int MaxDepth = 10;

    private static readonly ImmutableArray<Sym> s_none = ImmutableArray<Sym>.Empty;

    private readonly int _hash;
    private readonly int _depth;

    private Sym(SymKind kind, object? head, ImmutableArray<Sym> parts)
    {
        Kind = kind;
        Head = head;
        Parts = parts;
        var hash = ((int)kind * 397) ^ HashOf(head);
        var depth = 0;
        foreach (var part in parts)
        {
            hash = (hash * 31) ^ part._hash;
            depth = Math.Max(depth, part._depth);
        }

        _hash = hash;
        _depth = depth + 1;
    }

    public SymKind Kind { get; }

    /// <summary>The constant, symbol, access or operation that makes this value what it is.</summary>
    public object? Head { get; }

    public ImmutableArray<Sym> Parts { get; }

    public static Sym This { get; } = new(SymKind.This, null, s_none);

    public static Sym Null { get; } = new(SymKind.Constant, null, s_none);

    public static Sym Constant(object? value) => value is null ? Null : new(SymKind.Constant, value, s_none);

    public static Sym Parameter(IParameterSymbol parameter) => new(SymKind.Parameter, parameter, s_none);

    public static Sym Slot(object variable) => new(SymKind.Slot, variable, s_none);

    public static Sym Static(ISymbol member) => new(SymKind.Member, member, s_none);

    public static Sym Member(Sym owner, ISymbol member) => Build(SymKind.Member, member, ImmutableArray.Create(owner));

    public static Sym Pure(object head, ImmutableArray<Sym> parts) => Build(SymKind.Pure, head, parts);

    public static Sym Pure(object head, Sym part) => Build(SymKind.Pure, head, ImmutableArray.Create(part));

    public static Sym Pure(object head) => new(SymKind.Pure, head, s_none);

    public static Sym Result(Access read) => new(SymKind.Result, read, s_none);

    public static Sym Fresh(IOperation creation) => new(SymKind.Fresh, creation, s_none);

    public static Sym Phi(object join, Sym slot) => slot.Kind == SymKind.Phi ? slot : new(SymKind.Phi, join, ImmutableArray.Create(slot));

    public static Sym Opaque(object origin) => new(SymKind.Opaque, origin, s_none);

    /// <summary>The member itself, when this is one.</summary>
    public ISymbol? MemberSymbol => Kind == SymKind.Member ? (ISymbol?)Head : null;

    /// <summary>The object a member path starts at: <c>this</c>, a parameter, a fresh object, a read.</summary>
    public Sym Root
    {
        get
        {
            var current = this;
            while (current.Kind == SymKind.Member && current.Parts.Length == 1) current = current.Parts[0];
            return current;
        }
    }

    public static bool operator ==(Sym? left, Sym? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Sym? left, Sym? right) => !(left == right);

    public bool Equals(Sym? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _hash != other._hash || Kind != other.Kind || Parts.Length != other.Parts.Length) return false;
        if (!SameHead(Head, other.Head)) return false;
        for (var i = 0; i < Parts.Length; i++)
            if (!Parts[i].Equals(other.Parts[i])) return false;
        return true;
    }

    /// <summary>Equal but for parts that are said to be alike.</summary>
    public bool IsLike(Sym other, Func<Sym, Sym, bool> areAlike)
    {
        if (Equals(other) || areAlike(this, other)) return true;
        if (Kind != other.Kind || Parts.Length == 0 || Parts.Length != other.Parts.Length || !SameHead(Head, other.Head)) return false;
        for (var i = 0; i < Parts.Length; i++)
            if (!Parts[i].IsLike(other.Parts[i], areAlike)) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Sym);

    public override int GetHashCode() => _hash;

    public override string ToString() => Kind switch
    {
        SymKind.Constant => Head?.ToString() ?? "null",
        SymKind.This => "this",
        SymKind.Member => Parts.Length == 0 ? ((ISymbol)Head!).Name : $"{Parts[0]}.{((ISymbol)Head!).Name}",
        SymKind.Parameter or SymKind.Slot => (Head as ISymbol)?.Name ?? Head?.ToString() ?? "?",
        SymKind.Pure => $"{(Head as ISymbol)?.Name ?? Head}({string.Join(", ", Parts)})",
        _ => Kind.ToString(),
    };

    /// <summary>Replaces leaves, as when a helper's parameters become the caller's arguments. Null from the map keeps the leaf.</summary>
    public Sym Substitute(Func<Sym, Sym?> leaf)
    {
        if (leaf(this) is { } replacement) return replacement;
        if (Parts.Length == 0) return this;
        var changed = false;
        var parts = ImmutableArray.CreateBuilder<Sym>(Parts.Length);
        foreach (var part in Parts)
        {
            var next = part.Substitute(leaf);
            changed |= !ReferenceEquals(next, part);
            parts.Add(next);
        }

        return changed ? Build(Kind, Head, parts.MoveToImmutable()) : this;
    }

    private static Sym Build(SymKind kind, object? head, ImmutableArray<Sym> parts)
    {
        foreach (var part in parts)
            if (part._depth >= MaxDepth) return new(SymKind.Opaque, head, s_none);
        return new(kind, head, parts);
    }

    private static int HashOf(object? head) =>
        head is ISymbol symbol ? SymbolEqualityComparer.Default.GetHashCode(symbol) : head?.GetHashCode() ?? 0;

    private static bool SameHead(object? left, object? right) =>
        left is ISymbol symbol ? SymbolEqualityComparer.Default.Equals(symbol, right as ISymbol) : Equals(left, right);
}

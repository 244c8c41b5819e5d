namespace RaceSafe;

/// <summary>
/// The type or member is called by several threads at once and must be correct then. The analyzers take it as evidence of sharing and check
/// its fields.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class ThreadSafeAttribute : Attribute;

/// <summary>The type or member is used by one thread at a time; its callers see to that. The analyzers stay silent in it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class NotThreadSafeAttribute : Attribute;

/// <summary>The type, member or field belongs to one thread, queue or actor. The analyzers take it as confined and stay silent.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SingleThreadedAttribute : Attribute;

/// <summary>The field or property is touched only while a lock is held; on a method, the caller holds it. The analyzers check both.</summary>
/// <param name="lockName">Name of the lock: a field or property of the same type, such as <c>"_lock"</c>, or <c>"this"</c>.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Method)]
public sealed class GuardedByAttribute(string lockName) : Attribute
{
    /// <summary>Name of the lock.</summary>
    public string LockName { get; } = lockName;
}

/// <summary>The method is one atomic step on what it changes; the analyzers treat a call as an atomic operation.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AtomicAttribute : Attribute;

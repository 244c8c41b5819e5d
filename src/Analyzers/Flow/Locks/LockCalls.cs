using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RaceSafe.Analyzers.Flow.Locks;

/// <summary>What a call does to a lock.</summary>
internal enum LockEffect
{
    None,
    Acquire,

    /// <summary>Takes a lock that the returned object gives back when it is disposed.</summary>
    AcquireScope,
    Release,

    /// <summary>Gives the lock up and takes it again: <c>Monitor.Wait</c>.</summary>
    Yield,
}

/// <summary>
/// The one place that knows how locks are spelled: the BCL's by type, everybody else's by the words that people use for them.
/// A word taken for a lock that is none costs a finding; a lock not seen costs a false alarm. So the words are generous.
/// </summary>
internal static class LockCalls
{
    private static readonly string[] s_lockWords = ["lock", "mutex", "semaphore", "exclusive", "synchron", "critical", "monitor"];
    private static readonly string[] s_acquireVerbs = ["Enter", "TryEnter", "Acquire", "TryAcquire", "Lock", "TryLock", "Wait", "TryWait", "Take", "TryTake", "LockTake"];
    private static readonly string[] s_releaseVerbs = ["Exit", "Release", "Unlock", "Leave", "UnLock", "LockRelease", "FreeLock"];

    /// <summary>What the call does, what is locked, and how exclusively.</summary>
    /// <param name="call">The call.</param>
    /// <param name="token">The expression that names the lock; null for a call on <c>this</c>.</param>
    /// <param name="kind">How exclusive the lock is.</param>
    public static LockEffect Of(IInvocationOperation call, out IOperation? token, out GuardKind kind)
    {
        var method = call.TargetMethod;
        token = call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        kind = GuardKind.Exclusive;
        var type = method.ContainingType;
        if (IsThreading(type))
        {
            switch (type.Name)
            {
                case "Monitor":
                    token = call.Arguments.Length > 0 ? call.Arguments[0].Value : null;
                    return method.Name switch
                    {
                        "Enter" or "TryEnter" => LockEffect.Acquire,
                        "Exit" => LockEffect.Release,
                        "Wait" => LockEffect.Yield,
                        "IsEntered" => LockEffect.Acquire,
                        _ => LockEffect.None,
                    };
                case "Lock" when method.Name == "EnterScope": return LockEffect.AcquireScope;
                case "Lock" or "SpinLock": return EnterOrExit(method.Name);
                case "ReaderWriterLockSlim" or "ReaderWriterLock":
                    if (method.Name.Contains("Reader") || (method.Name.Contains("ReadLock") && !method.Name.Contains("Upgradeable"))) kind = GuardKind.Shared;
                    return EnterOrExit(method.Name);
                case "SemaphoreSlim" or "Semaphore" when method.Name is "Wait" or "WaitAsync": return LockEffect.Acquire;
                case "SemaphoreSlim" or "Semaphore" when method.Name == "Release": return LockEffect.Release;
                case "Mutex" when method.Name == "ReleaseMutex": return LockEffect.Release;
                case "WaitHandle" when method.Name == "WaitOne" && token?.Type?.Name is "Mutex" or "Semaphore": return LockEffect.Acquire;
                default: return LockEffect.None;
            }
        }

        if (method.ReturnsVoid && method.Name == "Dispose") return LockEffect.None;
        var isNamedSo = HasLockWord(method.Name) || HasLockWord(type.Name);
        if ((isNamedSo || HasLockWord(Awaited(method.ReturnType)?.Name)) && ReturnsScope(method)) // the words first: nearly every call ends here
        {
            if (method.Name.Contains("Read") && !method.Name.Contains("Upgrad")) kind = GuardKind.Shared;
            return LockEffect.AcquireScope;
        }

        if (!isNamedSo) return LockEffect.None;
        if (StartsWithAny(method.Name, s_releaseVerbs)) return LockEffect.Release;
        if (StartsWithAny(method.Name, s_acquireVerbs)) return LockEffect.Acquire;
        return LockEffect.None;
    }

    /// <summary>A call of something that the compiler did not find, as in code whose packages are missing, with the words of a lock that is taken.</summary>
    public static bool SoundsLikeLock(SyntaxNode call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method, Expression: var receiver } }
        && StartsWithAny(method, s_acquireVerbs)
        && (HasLockWord(method) || HasLockWord((receiver as SimpleNameSyntax ?? (receiver as MemberAccessExpressionSyntax)?.Name)?.Identifier.ValueText));

    /// <summary>A lock is given back, to go by the word: what is locked and never unlocked in one method is a cursor, a screen or a door.</summary>
    public static bool SoundsLikeRelease(SyntaxNode call) =>
        call is InvocationExpressionSyntax { Expression: var called } && (called as SimpleNameSyntax ?? (called as MemberAccessExpressionSyntax)?.Name ?? (called as MemberBindingExpressionSyntax)?.Name)?.Identifier.ValueText is { } name
        && (StartsWithAny(name, s_releaseVerbs) || name is "Dispose" or "DisposeAsync");

    /// <summary>A method that runs its delegate under a lock, to go by its name or its type's, or by the lock that it is given: <c>LazyInitializer.EnsureInitialized(…, ref syncLock, …)</c>.</summary>
    public static bool RunsDelegateUnderLock(IMethodSymbol method) =>
        HasLockWord(method.Name) || HasLockWord(method.ContainingType.Name) || (method.ContainingType.Name == "LazyInitializer" && method.Parameters.Any(parameter => parameter.Name == "syncLock"));

    /// <summary>The method's name says that its caller holds the lock.</summary>
    public static bool SaysCallerHoldsLock(string name) =>
        name.Contains("Locked") || name.Contains("UnderLock") || name.Contains("NoLock") || name.Contains("WithoutLock")
        || name.Contains("InLock") || name.Contains("InsideLock") || name.Contains("AssumeLock") || name.EndsWith("Unsafe", StringComparison.Ordinal)
        || name.EndsWith("Unlocked", StringComparison.Ordinal) || name.Contains("UnsafeNo") || name.Contains("NotThreadSafe");

    private static LockEffect EnterOrExit(string name)
    {
        if (name.StartsWith("Exit", StringComparison.Ordinal) || name.StartsWith("Release", StringComparison.Ordinal)) return LockEffect.Release;
        if (name.Contains("Enter") || name.StartsWith("Acquire", StringComparison.Ordinal)) return LockEffect.Acquire;
        return LockEffect.None;
    }

    private static bool ReturnsScope(IMethodSymbol method)
    {
        if (Awaited(method.ReturnType) is not { } type || type is { Name: "Task" }) return false; // a task is disposable and holds nothing
        if (type.Name is "IDisposable" or "IAsyncDisposable" or "Scope") return true;
        foreach (var implemented in type.AllInterfaces)
            if (implemented.Name is "IDisposable" or "IAsyncDisposable") return true;
        return false;
    }

    private static ITypeSymbol? Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask" or "AwaitableDisposable", TypeArguments.Length: 1 } task ? task.TypeArguments[0] : type;

    private static bool IsThreading(ITypeSymbol type) =>
        type.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>One of the words of a name in camel case speaks of a lock: AsyncLocker and RedLock do, Aggregate, Gateway, Block and Clock do not.</summary>
    private static bool HasLockWord(string? name)
    {
        if (name is null) return false;
        for (int start = 0, end = 1; start < name.Length; start = end++)
        {
            while (end < name.Length && !(char.IsUpper(name[end]) && (char.IsLower(name[end - 1]) || (end + 1 < name.Length && char.IsLower(name[end + 1]))))) end++;
            if (IsLockWord(name, start, end)) return true;
        }

        return false;
    }

    /// <summary>Asked of every call of a compilation, so it makes no strings.</summary>
    private static bool IsLockWord(string name, int start, int end)
    {
        while (start < end && name[start] == '_') start++;
        while (end > start && name[end - 1] == '_') end--;
        if (Is("gate") || (end - start >= 4 && Stands("lock", end - 4) && !Is("block") && !Is("clock"))) return true;
        foreach (var beginning in s_lockWords)
            if (end - start >= beginning.Length && Stands(beginning, start)) return true;
        return false;

        bool Is(string word) => end - start == word.Length && Stands(word, start);
        bool Stands(string word, int at) => string.Compare(name, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
    }

    private static bool StartsWithAny(string name, string[] verbs)
    {
        foreach (var verb in verbs)
            if (name.StartsWith(verb, StringComparison.Ordinal)) return true;
        return false;
    }
}

namespace RaceSafe.Analyzers.Reporting;

/// <summary>The rewrites that rules can ask for. Each is one class in CodeFixes, and its equivalence key.</summary>
internal static class FixActions
{
    public const string UseAddOrUpdate = "UseAddOrUpdate";
    public const string UseRuntimeIncrement = "UseRuntimeIncrement";
    public const string UseRuntimeUpdate = "UseRuntimeUpdate";
    public const string RetryCompareAndSet = "RetryCompareAndSet";
    public const string UseGetOrAdd = "UseGetOrAdd";
    public const string UseTryAdd = "UseTryAdd";
    public const string UseTryTake = "UseTryTake";
    public const string UseRemovePair = "UseRemovePair";
    public const string UseConcreteType = "UseConcreteType";
    public const string UseInterlocked = "UseInterlocked";
    public const string UseAtomicUpdate = "UseAtomicUpdate";
    public const string UseBackingField = "UseBackingField";
    public const string AddLock = "AddLock";
    public const string UseLock = "UseLock";
    public const string UseReturnedValue = "UseReturnedValue";
    public const string UseGetOrCreateOnce = "UseGetOrCreateOnce";
    public const string LockTheValue = "LockTheValue";
    public const string UseRedisIncrement = "UseRedisIncrement";
    public const string UseNotExists = "UseNotExists";
    public const string UseSetAddResult = "UseSetAddResult";
    public const string UseGetDelete = "UseGetDelete";
    public const string UseRemoveResult = "UseRemoveResult";
    public const string UseCompareAndSet = "UseCompareAndSet";
    public const string UseTransaction = "UseTransaction";
    public const string UseSortedSetWhen = "UseSortedSetWhen";
    public const string UseGateOnce = "UseGateOnce";
    public const string UseLockRelease = "UseLockRelease";
    public const string UseCacheIncrement = "UseCacheIncrement";
    public const string UseCacheTryIncrement = "UseCacheTryIncrement";
    public const string UseCacheUpdate = "UseCacheUpdate";
    public const string UseCacheTake = "UseCacheTake";
    public const string UseCacheClaim = "UseCacheClaim";
    public const string UseCacheGetOrCreate = "UseCacheGetOrCreate";
    public const string UseIncrementWithTtl = "UseIncrementWithTtl";
    public const string AddCondition = "AddCondition";
    public const string UseExecuteUpdate = "UseExecuteUpdate";
    public const string UseConditionalUpdate = "UseConditionalUpdate";
    public const string UseRowIncrement = "UseRowIncrement";
    public const string UseRowLimit = "UseRowLimit";
    public const string UseSqlExpression = "UseSqlExpression";
    public const string UseInsertIfAbsent = "UseInsertIfAbsent";
    public const string UseSerializable = "UseSerializable";
    public const string RetryOnConflict = "RetryOnConflict";
    public const string ComputeInStatement = "ComputeInStatement";
}

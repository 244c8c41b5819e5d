using StackExchange.Redis;

namespace RaceSafe.Bench.Runtime;

/// <summary>One way to write an operation.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Call">Carries the operation out once on the key and says whether it took place.</param>
internal sealed record Way(string Name, Func<IDatabase, RedisKey, Task<bool>> Call);

/// <summary>The ways to write one operation: the first is ours, the second the yardstick.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Callers">How many call at the same time, one row each.</param>
/// <param name="Keys">How many keys they are spread over.</param>
/// <param name="Ways">Ours, the best correct code by hand, then others.</param>
/// <param name="Count">Sum of what a key counts, to be compared with the calls that say they took place.</param>
internal sealed record Operation(string Name, int[] Callers, int Keys, Way[] Ways, Func<IDatabase, RedisKey, Task<long>> Count);

using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.LeaderboardCode;

/// <summary>The server adds to the score.</summary>
public sealed class Leaderboard(IDatabase db)
{
    public Task<double> WinAsync(string player) => db.SortedSetIncrementAsync("board", player, 10);

    public async Task<double> ScoreAsync(string player) => await db.SortedSetScoreAsync("board", player) ?? 0;
}

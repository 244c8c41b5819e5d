using System.Data.Common;

namespace RaceSafe;

/// <summary>
/// The statements of <see cref="SqlIdempotencyStore"/>. Every one is atomic by itself; a look at the row after a claim comes in the same round trip and tells who has the key then.
/// </summary>
internal sealed class IdempotencyStatements
{
    public IdempotencyStatements(SqlDialect dialect)
    {
        var now = dialect.Now;
        Read = $"""
            SELECT state, owner, fence, request, lease_until - {now}, taken_over, result FROM racesafe_idempotency
            WHERE idempotency_key = @key AND expires_at > {now} AND state <> 'F'
            """;
        // A claim of the same owner is left as it is: its reply was lost. PostgreSQL, in READ COMMITTED, lets a concurrent claim wait for this one and then looks at the row again.
        Claim = $"""
            INSERT INTO racesafe_idempotency AS held (idempotency_key, owner, fence, state, request, taken_over, lease_until, expires_at)
            VALUES (@key, @owner, {dialect.Microseconds}, 'C', @request, 0, {now} + @lease, {now} + 2 * @lease)
            ON CONFLICT (idempotency_key) DO UPDATE SET
                owner = excluded.owner, state = 'C', request = excluded.request, result = NULL, lease_until = excluded.lease_until, expires_at = excluded.expires_at,
                fence = CASE WHEN held.fence >= excluded.fence THEN held.fence + 1 ELSE excluded.fence END,
                taken_over = CASE WHEN held.state = 'C' AND held.expires_at > {now} THEN 1 ELSE 0 END
            WHERE held.expires_at <= {now} OR held.state = 'F'
                OR (held.state = 'C' AND held.owner <> excluded.owner AND held.lease_until <= {now} AND held.request = excluded.request);
            {Read}
            """;
        Renew = Change($"lease_until = {now} + @lease, expires_at = {now} + 2 * @lease", "state = 'C'", now);
        Complete = Change($"state = 'D', result = @result, expires_at = {now} + @ttl", "state <> 'F'", now);
        Abandon = Change("state = 'F'", "state = 'C'", now);
    }

    public string Claim { get; }

    public string Read { get; }

    public string Renew { get; }

    public string Complete { get; }

    public string Abandon { get; }

    /// <summary>Reads the row that the last statement of the command found.</summary>
    public async ValueTask<IdempotencyRecord> ReadRecordAsync(DbCommand command, string? owner, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return default;
        var (state, fence, request) = (reader.GetString(0), reader.GetInt64(2), reader.GetString(3));
        if (state == "D") return new(IdempotencyState.Done, fence, request, Result: reader.GetFieldValue<byte[]>(6));
        var left = TimeSpan.FromMilliseconds((double)Math.Max(0, reader.GetInt64(4)));
        return reader.GetString(1) == owner
            ? new(IdempotencyState.Mine, fence, request, left, TookOver: reader.GetInt64(5) == 1)
            : new(IdempotencyState.InFlight, fence, request, left);
    }

    private static string Change(string set, string where, string now) =>
        $"UPDATE racesafe_idempotency SET {set} WHERE idempotency_key = @key AND owner = @owner AND expires_at > {now} AND {where}";
}

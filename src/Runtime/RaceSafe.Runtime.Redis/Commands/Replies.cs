using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Reads what <see cref="Scripts"/> reply.</summary>
internal static class Replies
{
    public static AtomicResult<long> Number(RedisResult reply, in Step<AtomicResult<long>> step)
    {
        var value = (RedisValue)reply;
        if (value.IsInteger) return AtomicResult.Applied((long)value);
        var bytes = ((byte[]?)value)!;
        return CounterFormat.TryParse(bytes.AsSpan(1), out var number) ? new(number, OutcomeOf(bytes[0])) : throw OtherOperation(step.Id);
    }

    public static AtomicResult<RedisValue> Value(RedisResult reply, in Step<AtomicResult<RedisValue>> step)
    {
        var whole = (RedisValue)reply;
        if (whole.IsInteger) return AtomicResult.Applied(step.Value); // the caller knows the value that it set, so it does not travel back
        var bytes = ((byte[]?)whole)!;
        return (char)bytes[1] switch
        {
            '+' => new(bytes[2..], OutcomeOf(bytes[0])),
            '-' when bytes.Length == 2 => new(RedisValue.Null, OutcomeOf(bytes[0])),
            _ => throw OtherOperation(step.Id),
        };
    }

    private static AtomicOutcome OutcomeOf(byte letter) => (char)letter switch
    {
        'A' => AtomicOutcome.Applied,
        'P' => AtomicOutcome.Replayed,
        _ => AtomicOutcome.Refused,
    };

    private static InvalidOperationException OtherOperation(OperationId id) =>
        new($"Operation id '{id}' belongs to another kind of operation on this key; each operation needs an id of its own. Nothing was changed.");
}

using FsCheck;
using FsCheck.Fluent;

namespace RaceSafe.Runtime.Tests.Contract;

public abstract partial class AtomicStoreContract
{
    /// <summary>Histories to try; a back end over a network may take fewer.</summary>
    protected virtual int Histories => 200;

    private static readonly string[] ModelIds = ["", "", "", "one", "two"];
    private static readonly string?[] ModelValues = [null, "0", "1", "-3", "text"];

    [Fact]
    public void Random_histories_agree_with_the_sequential_model()
    {
        var step =
            from kind in Gen.Choose(0, 5)
            from amount in Gen.Choose(-3, 3)
            from id in Gen.Elements(ModelIds)
            from expected in Gen.Elements(ModelValues)
            from value in Gen.Elements(ModelValues)
            select new Step(kind, amount, id, expected, value);
        var history = 0;
        var property = Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var key = Key($"model {Interlocked.Increment(ref history)}");
            var model = new Model();
            foreach (var one in steps)
                Assert.Equal(model.Apply(one), Task.Run(() => RunAsync(key, one)).GetAwaiter().GetResult());
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Histories), property);
    }

    private async Task<string> RunAsync(string key, Step step)
    {
        var id = step.Id.Length == 0 ? OperationId.None : new OperationId(step.Id);
        try
        {
            return step.Kind switch
            {
                0 => Show(await Store.IncrementAsync(key, step.By, operationId: id)),
                1 => Show(await Store.TryIncrementAsync(key, step.By, -2, 2, operationId: id)),
                2 => Show(await Store.TryIncrementAsync(key, step.By, -2, 2, LimitMode.Saturate, operationId: id)),
                3 => ShowText(await Store.CompareAndSetAsync(key, BytesOrNull(step.Expected), BytesOrNull(step.Value), operationId: BytesId(id))),
                4 => ShowText(await Store.TakeAsync(key, BytesId(id))),
                _ => ShowText(await Store.TryClaimAsync(key, Bytes(step.Value ?? "claim"))),
            };
        }
        catch (WrongValueTypeException)
        {
            return "wrong type";
        }
    }

    private static byte[]? BytesOrNull(string? text) => text is null ? null : Bytes(text);

    // An id belongs to one operation; the numbers and the values keep apart here because their results have different types.
    private static OperationId BytesId(OperationId id) => id.IsNone ? id : new OperationId(id.Value + " (bytes)");

    private static string Show(AtomicResult<long> result) => $"{result.Outcome} {result.Value}";

    private static string ShowText<T>(AtomicResult<T> result) => $"{result.Outcome} {Text(result.Value as byte[]) ?? "(null)"}";

    private sealed record Step(int Kind, int By, string Id, string? Expected, string? Value);

    /// <summary>One key, one thread, no clock: what the store must look like from outside.</summary>
    private sealed class Model
    {
        private readonly Dictionary<(string, bool), string> _first = [];
        private string? _held;

        public string Apply(Step step)
        {
            if (step.Kind == 5) return Claim(step.Value ?? "claim");

            var remembered = (step.Id, step.Kind <= 2);
            if (step.Id.Length > 0 && _first.TryGetValue(remembered, out var first)) return $"Replayed {first}";
            var (outcome, value) = step.Kind switch
            {
                0 => Add(step.By, long.MinValue, long.MaxValue, saturate: false),
                1 => Add(step.By, -2, 2, saturate: false),
                2 => Add(step.By, -2, 2, saturate: true),
                3 => CompareAndSet(step.Expected, step.Value),
                _ => Take(),
            };
            if (outcome == "Applied" && step.Id.Length > 0) _first[remembered] = value;
            return outcome.Length == 0 ? value : $"{outcome} {value}";
        }

        private (string, string) Add(long by, long min, long max, bool saturate)
        {
            if (!long.TryParse(_held ?? "0", out var current)) return ("", "wrong type");
            var sum = current + by;
            if (!saturate && (sum < min || sum > max)) return ("Refused", $"{current}");
            _held = $"{Math.Clamp(sum, min, max)}";
            return ("Applied", _held);
        }

        private (string, string) CompareAndSet(string? expected, string? value)
        {
            if (_held != expected) return ("Refused", _held ?? "(null)");
            _held = value;
            return ("Applied", _held ?? "(null)");
        }

        private (string, string) Take()
        {
            if (_held is not { } taken) return ("Refused", "(null)");
            _held = null;
            return ("Applied", taken);
        }

        private string Claim(string value)
        {
            if (_held is not null) return _held == value ? $"Replayed {_held}" : $"Refused {_held}";
            _held = value;
            return $"Applied {value}";
        }
    }
}

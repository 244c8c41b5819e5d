using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Tests.Once;

public sealed class MemoryIdempotencyTests : IdempotencyContract
{
    protected override IIdempotencyStore Store { get; } = new MemoryIdempotencyStore();
}

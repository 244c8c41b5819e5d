using RaceSafe.Runtime.Tests;

namespace RaceSafe.Testing.Tests;

/// <summary>
/// The public surface as a file, so that a change of it is seen in review. After an intended change copy the file that the failure names over
/// PublicApi.txt.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_one_that_is_written_down() => PublicApi.AssertIsWrittenDown(typeof(CounterHistory).Assembly);
}

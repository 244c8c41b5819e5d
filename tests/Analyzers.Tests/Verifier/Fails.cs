namespace RaceSafe.Analyzers.Tests.Verifier;

internal static class Fails
{
    /// <summary>The verification fails, and its report says why.</summary>
    public static async Task With(string reason, Func<Task> verification)
    {
        var failure = await Assert.ThrowsAsync<VerificationException>(verification);
        Assert.Contains(reason, failure.Message);
    }
}

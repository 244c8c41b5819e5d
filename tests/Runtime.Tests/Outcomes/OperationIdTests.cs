namespace RaceSafe.Runtime.Tests.Outcomes;

public sealed class OperationIdTests
{
    [Fact]
    public void Ids_are_equal_by_their_text_and_new_ones_differ()
    {
        Assert.Equal(new OperationId("message 7"), new OperationId("message 7"));
        Assert.NotEqual(new OperationId("a"), new OperationId("A"));
        Assert.NotEqual(OperationId.New(), OperationId.New());
        Assert.True(OperationId.None.IsNone);
        Assert.False(OperationId.New().IsNone);
    }

    [Fact]
    public void A_new_id_holds_the_128_bits_of_its_own_and_no_sign_that_means_something_in_a_key_or_an_address()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => OperationId.New().Value!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9_-]{22}$", id));
    }

    [Fact]
    public void Malformed_ids_are_refused()
    {
        string?[] bad = [null, "", new string('x', 129), "a\0", "\ud800"];
        foreach (var text in bad)
            Assert.Equal("value", Assert.ThrowsAny<ArgumentException>(() => new OperationId(text!)).ParamName);
    }
}

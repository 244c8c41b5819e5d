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
    public void Malformed_ids_are_refused()
    {
        string?[] bad = [null, "", new string('x', 129), "a\0", "\ud800"];
        foreach (var text in bad)
            Assert.Equal("value", Assert.ThrowsAny<ArgumentException>(() => new OperationId(text!)).ParamName);
    }
}

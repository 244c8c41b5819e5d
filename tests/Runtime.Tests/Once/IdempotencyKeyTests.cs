using System.Globalization;

namespace RaceSafe.Runtime.Tests.Once;

public sealed class IdempotencyKeyTests
{
    private enum Color
    {
        Red,
        Green,
    }

    [Fact]
    public void The_spelling_of_a_key_never_changes() => Assert.Equal(
        "v1:orders/create:d0bfa8dfa78f9df74a9efdcc2a55bb11d7a75743fe5f01ac3c8ca5d2cf21c1ce",
        IdempotencyKey.Create("orders/create", "tenant", 4711, new Guid("00112233-4455-6677-8899-aabbccddeeff"), true, null, 1.50m, new DateOnly(2026, 11, 22)).Value);

    [Fact]
    public void Neither_culture_nor_time_zone_nor_the_type_of_an_integer_matters()
    {
        var instant = new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
        var key = IdempotencyKey.Create("s", 5, 1234.5m, 0.1, instant);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(key, IdempotencyKey.Create("s", 5UL, 1234.500m, 0.1, instant.ToOffset(TimeSpan.FromHours(9))));
            Assert.Equal(key, IdempotencyKey.Create("s", (byte)5, 1234.5m, 0.1, instant.UtcDateTime));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Different_parts_give_different_keys()
    {
        IdempotencyKey[] keys =
        [
            IdempotencyKey.Create("s", "a", "bc"), IdempotencyKey.Create("s", "ab", "c"), IdempotencyKey.Create("s", "abc"), IdempotencyKey.Create("t", "abc"),
            IdempotencyKey.Create("s", "abc", ""), IdempotencyKey.Create("s", "abc", null), IdempotencyKey.Create("s", "1"), IdempotencyKey.Create("s", 1),
            IdempotencyKey.Create("s", 1m), IdempotencyKey.Create("s", 1d), IdempotencyKey.Create("s", true), IdempotencyKey.Create("s", Color.Green),
            IdempotencyKey.Create("s", "1"u8.ToArray()), IdempotencyKey.Create("s", 1, 1), IdempotencyKey.Create("s", new DateTime(1)), IdempotencyKey.Create("s", new TimeSpan(1)),
            IdempotencyKey.Create("s", new DateTime(1, DateTimeKind.Utc)), IdempotencyKey.Create("s", Color.Red), IdempotencyKey.Create("s", DayOfWeek.Sunday),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("{tag}")]
    [InlineData("größe")]
    public void A_scope_has_plain_characters_only(string scope) => Assert.Throws<ArgumentException>(() => IdempotencyKey.Create(scope, 1));

    [Fact]
    public void What_has_no_canonical_spelling_is_refused_and_so_is_a_key_of_nothing()
    {
        Assert.Throws<ArgumentException>(() => IdempotencyKey.Create(new string('s', 129), 1));
        Assert.Throws<ArgumentException>(() => IdempotencyKey.Create("s"));
        Assert.Contains("member", Assert.Throws<ArgumentException>(() => IdempotencyKey.Create("s", new { Id = 1 })).Message);
        Assert.Throws<InvalidOperationException>(() => default(IdempotencyKey).Value);
        Assert.Equal("(none)", default(IdempotencyKey).ToString());
    }

    [Fact]
    public void A_fingerprint_depends_on_type_and_values_and_not_on_the_order_of_members()
    {
        Assert.Equal(RequestFingerprint.OfJson(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }), RequestFingerprint.OfJson(new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }));
        Assert.NotEqual(RequestFingerprint.OfJson(new List<int> { 1, 2 }), RequestFingerprint.OfJson(new List<int> { 2, 1 }));
        Assert.NotEqual(RequestFingerprint.OfJson(new Pay(1, "x")), RequestFingerprint.OfJson(new Refund(1, "x")));
        Assert.Equal(RequestFingerprint.OfJson(new Pay(1, "x")), RequestFingerprint.OfJson(new Pay(1, "x")));
        Assert.NotEqual(RequestFingerprint.OfJson(new Pay(1, "x")), RequestFingerprint.OfJson(new Pay(1, null)));
        Assert.Throws<InvalidOperationException>(() => default(RequestFingerprint).Value);
    }

    private sealed record Pay(int Amount, string? Note);

    private sealed record Refund(int Amount, string? Note);
}

using System.Net;
using Samples;

namespace RaceSafe.Samples.Tests.Shared;

/// <summary>The address of a Redis, as <c>REDIS_URL</c> holds it.</summary>
public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://cache.example:6400", "cache.example", 6400, false, null)]
    [InlineData("redis://cache.example", "cache.example", 6379, false, null)]
    [InlineData("rediss://cache.example", "cache.example", 6379, true, null)]
    [InlineData("rediss://default:s%3Acr%40et@cache.example:6401", "cache.example", 6401, true, "s:cr@et")]
    [InlineData("rediss://:secret@cache.example", "cache.example", 6379, true, "secret")]
    public void An_address_says_host_port_encryption_and_password(string address, string host, int port, bool encrypted, string? password)
    {
        var options = RedisUrl.Parse(address);

        var endpoint = Assert.IsType<DnsEndPoint>(Assert.Single(options.EndPoints));
        Assert.Equal((host, port), (endpoint.Host, endpoint.Port));
        Assert.Equal((encrypted, password), (options.Ssl, options.Password));
        // As the client's own spelling, which the runtime takes.
        Assert.Equal(encrypted, options.ToString(includePassword: true).Contains("ssl=True", StringComparison.OrdinalIgnoreCase));
    }

    [Theory, InlineData("http://:secret@cache"), InlineData("cache:6379"), InlineData("redis://"), InlineData("rediss://:secret@"), InlineData(" "), InlineData("")]
    public void Anything_else_is_refused_without_showing_it(string address) =>
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => RedisUrl.Parse(address)).Message);
}

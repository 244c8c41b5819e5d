using System.Net;
using EventStore;

namespace RaceSafe.Samples.Tests.EventStore;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://cache.example:6400", "cache.example", 6400, false, null)]
    [InlineData("redis://cache.example", "cache.example", 6379, false, null)]
    [InlineData("rediss://default:s%3Acret@cache.example:6401", "cache.example", 6401, true, "s:cret")]
    [InlineData("cache.example:6402,ssl=true", "cache.example", 6402, true, null)]
    public void An_address_says_host_port_encryption_and_password(string address, string host, int port, bool encrypted, string? password)
    {
        var options = RedisAddress.Parse(address);

        var endpoint = Assert.IsType<DnsEndPoint>(Assert.Single(options.EndPoints));
        Assert.Equal((host, port), (endpoint.Host, endpoint.Port));
        Assert.Equal((encrypted, password), (options.Ssl, options.Password));
    }

    [Theory]
    [InlineData("http://cache.example")]
    [InlineData("redis://")]
    [InlineData(" ")]
    public void Anything_else_is_refused(string address) => Assert.ThrowsAny<ArgumentException>(() => RedisAddress.Parse(address));
}

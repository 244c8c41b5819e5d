using StackExchange.Redis;

namespace Samples;

/// <summary>Reads the address of a Redis as hosting services give it in <c>REDIS_URL</c>.</summary>
internal static class RedisUrl
{
    /// <summary>Options for <c>redis://[user:password@]host[:port]</c>, with TLS for <c>rediss://</c>.</summary>
    /// <exception cref="ArgumentException">It is something else. The message does not show it: it may hold a password.</exception>
    public static ConfigurationOptions Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            throw new ArgumentException("REDIS_URL is not redis://host:port or rediss://host:port.", nameof(address));

        var options = new ConfigurationOptions { Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host, uri.Port < 0 ? 6379 : uri.Port);
        if (options.Ssl) options.SslHost = uri.Host;
        var password = uri.UserInfo[(uri.UserInfo.IndexOf(':') + 1)..];
        if (password.Length > 0) options.Password = Uri.UnescapeDataString(password);
        return options;
    }
}

using StackExchange.Redis;

namespace EventStore;

/// <summary>Reads the address of a server as hosting services give it.</summary>
public static class RedisAddress
{
    /// <summary>Options for <c>redis://[user:password@]host[:port]</c>, with TLS for <c>rediss://</c>, or for the client's own spelling <c>host:port,…</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static ConfigurationOptions Parse(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        if (!address.Contains("://", StringComparison.Ordinal)) return ConfigurationOptions.Parse(address);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
            throw new ArgumentException($"'{address}' is not an address of Redis: redis://host:port or rediss://host:port.", nameof(address));

        var options = new ConfigurationOptions { Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host, uri.Port < 0 ? 6379 : uri.Port);
        var password = uri.UserInfo[(uri.UserInfo.IndexOf(':') + 1)..];
        if (password.Length > 0) options.Password = Uri.UnescapeDataString(password);
        return options;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ValidCode.Memory;

/// <summary>Everybody may register a plug-in, and everybody does so while the program is set up.</summary>
public sealed class PluginRegistry
{
    private string[] _plugins = [];

    public PluginRegistry() => Register("core");

    public IReadOnlyList<string> Plugins => _plugins;

    public void Register(string plugin)
    {
        if (_plugins.Contains(plugin)) throw new InvalidOperationException($"'{plugin}' is there already");
        _plugins = [.. _plugins, plugin];
    }
}

public static class PluginSetUp
{
    public static IServiceCollection AddPlugins(this IServiceCollection services) => services.AddSingleton<PluginRegistry>();

    public static WebApplication UsePlugin(this WebApplication app, string plugin)
    {
        app.Services.GetRequiredService<PluginRegistry>().Register(plugin);
        return app;
    }
}

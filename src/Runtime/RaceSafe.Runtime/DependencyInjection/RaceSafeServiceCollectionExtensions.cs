using Microsoft.Extensions.Options;
using RaceSafe;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers RaceSafe.</summary>
public static class RaceSafeServiceCollectionExtensions
{
    /// <summary>
    /// Begins the set-up: <c>services.AddRaceSafe().UseRedis(…)</c> makes <see cref="IAtomicStore"/> available. Called again it continues the same
    /// set-up. Options, and that a back end was chosen, are checked when the host starts.
    /// </summary>
    public static RaceSafeBuilder AddRaceSafe(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.FirstOrDefault(s => s.ServiceType == typeof(RaceSafeBuilder))?.ImplementationInstance is RaceSafeBuilder begun)
            return begun;

        var builder = new RaceSafeBuilder(services);
        services.AddSingleton(builder);
        services.AddSingleton<IValidateOptions<RaceSafeBuilder.Registration>, RaceSafeBuilder.RegistrationValidator>();
        services.AddOptions<RaceSafeBuilder.Registration>().ValidateOnStart();
        return builder;
    }
}

using System.Runtime.CompilerServices;

namespace RaceSafe.Runtime.Tests;

/// <summary>Tests of the blocking forms block a pool thread per caller; the pool's slow growth would make them wait for minutes.</summary>
internal static class ThreadPoolSetup
{
    [ModuleInitializer]
    internal static void Grow() => ThreadPool.SetMinThreads(400, 10);
}

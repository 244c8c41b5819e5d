using RaceSafe.Servers;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("RaceSafe.Runtime.Redis.Tests.Contract.SkipWithoutServer", "RaceSafe.Runtime.Redis.Tests")]

namespace RaceSafe.Runtime.Redis.Tests.Contract;

/// <summary>
/// Skips, with the reason, every test of a class whose server is not installed, the inherited ones of the contract included; with <c>CI=true</c> they run
/// and fail. The runner by itself can skip only by an attribute on the method.
/// </summary>
public sealed class SkipWithoutServer(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assembly) =>
        new Discoverer(assembly, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkDiscoverer(assembly, sources, diagnostics)
    {
        private readonly IMessageSink _diagnostics = diagnostics;

        protected override bool FindTestsForMethod(
            ITestMethod method, bool includeSourceInformation, IMessageBus bus, ITestFrameworkDiscoveryOptions options)
        {
            var type = method.TestClass.Class.ToRuntimeType();
            var installed = RedisServer.Path is not null || Environment.GetEnvironmentVariable("CI") == "true";
            Type[] real = [typeof(IClassFixture<RedisFixture>), typeof(IClassFixture<ClusterFixture>), typeof(IClassFixture<QuorumFixture>)];
            var needs = type.GetInterfaces().Any(real.Contains);
            if (installed || !needs || !method.Method.GetCustomAttributes(typeof(FactAttribute)).Any())
                return base.FindTestsForMethod(method, includeSourceInformation, bus, options);

            var skipped = new SkippedTest(_diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method);
            return ReportDiscoveredTestCase(skipped, includeSourceInformation, bus);
        }
    }

    private sealed class SkippedTest : XunitTestCase
    {
        [Obsolete("For deserialization.", error: true)]
        public SkippedTest()
        {
        }

        public SkippedTest(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod method)
            : base(diagnostics, display, displayOptions, method)
        {
        }

        protected override string GetSkipReason(IAttributeInfo factAttribute) =>
            "redis-server is not installed; 'dotnet run eng/test.cs' tries to install it.";
    }
}

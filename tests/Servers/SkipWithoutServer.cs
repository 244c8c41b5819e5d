using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace RaceSafe.Servers;

/// <summary>
/// Skips, with the reason, every test of a class that <see cref="NeedsServerAttribute">needs a server</see> which is not installed, the inherited ones of a contract included; with
/// <c>CI=true</c> they run and fail. The runner by itself can skip only by an attribute on the method.
/// </summary>
public sealed class SkipWithoutServer(IMessageSink sink) : XunitTestFramework(sink)
{
    /// <inheritdoc/>
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkDiscoverer(assembly, sources, diagnostics)
    {
        private readonly IMessageSink _diagnostics = diagnostics;

        protected override bool FindTestsForMethod(
            ITestMethod testMethod, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions)
        {
            var reason = RealServers.Missing(testMethod.TestClass.Class.ToRuntimeType());
            if (reason is null || !testMethod.Method.GetCustomAttributes(typeof(FactAttribute)).Any())
                return base.FindTestsForMethod(testMethod, includeSourceInformation, messageBus, discoveryOptions);

            var skipped = new SkippedTest(_diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
            return ReportDiscoveredTestCase(skipped, includeSourceInformation, messageBus);
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

        protected override string? GetSkipReason(IAttributeInfo factAttribute) => RealServers.Missing(TestMethod.TestClass.Class.ToRuntimeType());
    }
}

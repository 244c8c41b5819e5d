using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests;

/// <summary>As <see cref="RealServerFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealServerTheoryAttribute : TheoryAttribute
{
    public RealServerTheoryAttribute(RealServer server) => Skip = new RealServerFactAttribute(server).Skip;
}

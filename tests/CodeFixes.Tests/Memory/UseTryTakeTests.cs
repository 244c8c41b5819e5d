namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The take says whether there was something. That it is right is shown in Execution/.</summary>
public class UseTryTakeTests
{
    [Fact]
    public Task The_take_itself_becomes_the_condition() => ServiceSource.Fix(
        """
        while (!_jobs.IsEmpty)
        {
            {|RACE1002:_jobs.TryDequeue(out var job)|};
            Send(job!);
        }
        """,
        """
        while (_jobs.TryDequeue(out var job))
        {
            Send(job!);
        }
        """);
}

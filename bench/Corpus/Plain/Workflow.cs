namespace Corpus.Part__N__;

public enum StepState { Waiting, Running, Done, Failed }

public sealed class Step(string name, TimeSpan limit)
{
    private readonly List<Step> _after = [];

    public string Name { get; } = name;

    public StepState State { get; private set; }

    public int Attempts { get; private set; }

    public string? Error { get; private set; }

    public IReadOnlyList<Step> After => _after;

    public Step DependsOn(Step other)
    {
        if (other == this) throw new ArgumentException($"{Name} cannot wait for itself.", nameof(other));
        _after.Add(other);
        return this;
    }

    public async Task RunAsync(Func<Step, CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        if (_after.Any(step => step.State != StepState.Done)) return;
        State = StepState.Running;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Attempts = attempt;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(limit);
            try
            {
                await body(this, timeout.Token).ConfigureAwait(false);
                State = StepState.Done;
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Error = $"{Name} took longer than {limit}";
            }
            catch (InvalidOperationException e)
            {
                Error = e.Message;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt + __N__), cancellationToken).ConfigureAwait(false);
        }
        State = StepState.Failed;
    }
}

public sealed class Workflow
{
    private readonly SortedDictionary<string, Step> _steps = new(StringComparer.Ordinal);

    public Step Add(string name, TimeSpan limit)
    {
        var step = new Step(name, limit);
        _steps.Add(name, step);
        return step;
    }

    public async Task<bool> RunAsync(Func<Step, CancellationToken, Task> body, CancellationToken cancellationToken = default)
    {
        bool moved;
        do
        {
            moved = false;
            foreach (var step in _steps.Values.Where(step => step.State == StepState.Waiting).ToList())
            {
                await step.RunAsync(body, cancellationToken).ConfigureAwait(false);
                moved |= step.State != StepState.Waiting;
            }
        }
        while (moved);
        return _steps.Values.All(step => step.State == StepState.Done);
    }
}

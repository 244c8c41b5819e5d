using System.Reflection;

namespace RaceSafe.Cures.Tests.Databases;

/// <summary>
/// A compiled program on a database of its own. Its class has: <c>Create(address)</c>, <c>Call(address, caller)</c>, which answers as text,
/// <c>State(address)</c>, and <c>Lost(address, answers)</c>, which counts what was lost, doubled or refused by mistake.
/// </summary>
internal sealed class Load(Type program, string address)
{
    public Task CreateAsync() => Invoke<Task>("Create", address);

    /// <summary>Calls one after the other, then tells all answers and the state.</summary>
    public async Task<string> AloneAsync(int calls)
    {
        await CreateAsync();
        var answers = new List<string>();
        for (var caller = 0; caller < calls; caller++) answers.Add(await AnswerAsync(caller));
        return $"{string.Join(", ", answers)}; {await Invoke<Task<string>>("State", address)}";
    }

    /// <summary>All callers at once; gives what was lost.</summary>
    public async Task<int> TogetherAsync(int callers)
    {
        await CreateAsync();
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            await start.Task;
            return await AnswerAsync(caller);
        })).ToList();
        start.SetResult();
        return await Invoke<Task<int>>("Lost", address, await Task.WhenAll(running));
    }

    private async Task<string> AnswerAsync(int caller)
    {
        try
        {
            return await Invoke<Task<string>>("Call", address, caller);
        }
        catch (Exception failure)
        {
            return $"threw {failure.GetType().Name}";
        }
    }

    private T Invoke<T>(string method, params object[] arguments) => (T)program.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}

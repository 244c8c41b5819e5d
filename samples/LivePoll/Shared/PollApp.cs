using System.Globalization;
using System.Net.ServerSentEvents;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LivePoll;

/// <summary>The web application: one page, and what it asks for.</summary>
public static class PollApp
{
    private const int MostVotesAtOnce = 1000;

    /// <summary>Makes the application; the caller runs it.</summary>
    /// <param name="poll">The poll.</param>
    /// <param name="broadcaster">Where its votes are told.</param>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    public static WebApplication Create(Poll poll, Broadcaster broadcaster, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();

        app.MapGet("/", () => TypedResults.Content(Page("index.html"), "text/html; charset=utf-8"));
        app.MapGet("/poll.css", () => TypedResults.Content(Page("poll.css"), "text/css; charset=utf-8"));
        app.MapGet("/poll.js", () => TypedResults.Content(Page("poll.js"), "text/javascript; charset=utf-8"));

        app.MapGet("/api/modes", () => poll.Modes);
        app.MapGet("/api/poll", (CancellationToken gone) => poll.StateAsync(gone));
        app.MapGet("/api/history", (CancellationToken gone) => poll.HistoryAsync(gone));
        app.MapGet("/api/votes", (CancellationToken gone) => TypedResults.ServerSentEvents(VotesAsync(broadcaster, gone)));
        app.MapPost("/api/options/{id}/votes", (string id, string? mode) => VoteAsync(poll, id, mode));
        app.MapPost("/api/load", async Task<IResult> (string? votes, string? mode) =>
            !TryParse(votes, out var count) || count > MostVotesAtOnce ? Refuse($"'{votes}' is not a number of votes from 1 to {MostVotesAtOnce}.")
            : ModeOf(poll, mode) is not { } known ? Refuse($"There is no mode '{mode}'.")
            : await LoadAsync(poll, count, known));
        app.MapPost("/api/reset", (CancellationToken gone) => poll.ResetAsync(gone));
        return app;
    }

    private static async IAsyncEnumerable<SseItem<VoteEvent?>> VotesAsync(Broadcaster broadcaster, [EnumeratorCancellation] CancellationToken gone)
    {
        using var listener = broadcaster.Listen();
        // At once: from here on the page misses nothing, and asks for what was before.
        yield return new(null, "begin");
        await foreach (var vote in listener.VotesAsync(gone)) yield return new(vote, vote is null ? "begin" : "vote");
    }

    private static async Task<IResult> VoteAsync(Poll poll, string id, string? mode)
    {
        if (!TryParse(id, out var option)) return Refuse($"'{id}' is not the number of an option.");
        if (ModeOf(poll, mode) is not { } known) return Refuse($"There is no mode '{mode}'.");

        // Not tied to the request: a voter who leaves has voted.
        var vote = await poll.VoteAsync(option, known);
        return vote is null ? TypedResults.NotFound(new Problem($"There is no option {option}.")) : TypedResults.Ok(vote);
    }

    private static async Task<IResult> LoadAsync(Poll poll, int votes, string mode)
    {
        await poll.LoadAsync(votes, mode);
        return TypedResults.Ok(await poll.StateAsync());
    }

    /// <summary>Digits only: no sign, no blank, nothing after the number.</summary>
    private static bool TryParse(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private static string? ModeOf(Poll poll, string? name) => name is null ? poll.Modes[0] : poll.Modes.FirstOrDefault(mode => mode == name);

    private static BadRequest<Problem> Refuse(string message) => TypedResults.BadRequest(new Problem(message));

    private static string Page(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>Why a request was refused.</summary>
    public sealed record Problem(string Message);
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace RaceSafe;

/// <summary>A response as it would have been sent: status, headers, body.</summary>
internal sealed record CapturedResponse(int Status, IReadOnlyList<KeyValuePair<string, string?[]>> Headers, byte[] Body)
{
    // What the server or a proxy writes anew for every response, or what belongs to one client's session and not to the result.
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase) { "Date", "Server", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Set-Cookie" };

    /// <summary>Runs the endpoint with its response held back. What it had begun is undone when it throws.</summary>
    public static async Task<CapturedResponse> OfAsync(HttpContext context, RequestDelegate endpoint)
    {
        var response = context.Response;
        var real = context.Features.Get<IHttpResponseBodyFeature>()!;
        var before = response.Headers.ToDictionary();
        using var body = new MemoryStream();
        var held = new StreamResponseBodyFeature(body);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await endpoint(context).ConfigureAwait(false);
            await held.CompleteAsync().ConfigureAwait(false);
            var added = response.Headers.Where(header => !Own.Contains(header.Key) && !(before.TryGetValue(header.Key, out var old) && old == header.Value))
                .Select(header => KeyValuePair.Create(header.Key, header.Value.ToArray())).ToList();
            return new(response.StatusCode, added, body.ToArray());
        }
        finally
        {
            context.Features.Set(real);
            response.Headers.ContentLength = null;
        }
    }

    public static CapturedResponse Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var status = reader.ReadInt32();
        var headers = new KeyValuePair<string, string?[]>[reader.ReadInt32()];
        for (var i = 0; i < headers.Length; i++)
        {
            var name = reader.ReadString();
            var values = new string?[reader.ReadInt32()];
            for (var v = 0; v < values.Length; v++) values[v] = reader.ReadString();
            headers[i] = new(name, values);
        }

        return new(status, headers, reader.ReadBytes(reader.ReadInt32()));
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Status);
        writer.Write(Headers.Count);
        foreach (var (name, values) in Headers)
        {
            writer.Write(name);
            writer.Write(values.Length);
            foreach (var value in values) writer.Write(value ?? "");
        }

        writer.Write(Body.Length);
        writer.Write(Body);
        writer.Flush();
        return bytes.ToArray();
    }

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        foreach (var (name, values) in Headers) response.Headers[name] = new StringValues(values);
        if (Body.Length == 0) return;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, cancellationToken).ConfigureAwait(false);
    }
}

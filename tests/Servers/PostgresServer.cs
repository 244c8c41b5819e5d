using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RaceSafe.Servers;

/// <summary>
/// A PostgreSQL server of its own with one superuser, <c>racesafe</c>, who needs no password. It refuses to run as root, so there it runs
/// as the system's <c>postgres</c> or <c>nobody</c>.
/// </summary>
/// <param name="options">Settings, as <c>name=value</c>.</param>
public sealed class PostgresServer(params string[] options) : ServerProcess
{
    private const string User = "racesafe";

    /// <summary>Folder of initdb and postgres, or null when PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>Connection string of the database <c>postgres</c>, for Npgsql.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres";

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Makes a data folder and starts a server on it.</summary>
    public static async Task<PostgresServer> StartNewAsync(params string[] options)
    {
        var server = new PostgresServer(options);
        await server.StartAsync().ConfigureAwait(false);
        return server;
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(Data)) await CreateDataAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        // The leader's children end when they notice that it is gone; asked first, they end now.
        if (IsRunning)
        {
            Resume();
            using var stop = Process.Start(AsOrdinaryUser("pg_ctl", ["stop", "-D", Data, "-m", "immediate"]))!;
            await stop.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
            await stop.WaitForExitAsync().ConfigureAwait(false);
        }
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override ProcessStartInfo CommandLine() => AsOrdinaryUser("postgres",
    [
        "-D", Data, "-p", Port.ToString(), "-h", "127.0.0.1", "-k", "",
        .. options.SelectMany(option => new[] { "-c", option }),
    ]);

    /// <inheritdoc />
    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        // A start-up message for our user: 'R' asks or grants, 'E' says that the server is still starting.
        byte[] text = [.. "user\0racesafe\0database\0postgres\0\0"u8];
        byte[] message = [0, 0, 0, (byte)(8 + text.Length), 0, 3, 0, 0, .. text];
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken).ConfigureAwait(false);
        await client.GetStream().WriteAsync(message, cancellationToken).ConfigureAwait(false);
        var answer = new byte[1];
        await client.GetStream().ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer[0] == (byte)'R';
    }

    private async Task CreateDataAsync(CancellationToken cancellationToken)
    {
        if (OrdinaryUser() is { } user)
        {
            using var chown = Process.Start("chown", [user.Id, Folder]);
            await chown.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        using var initdb = Process.Start(AsOrdinaryUser("initdb", ["-D", Data, "-U", User, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]))!;
        var errors = initdb.StandardError.ReadToEndAsync(cancellationToken);
        var output = await initdb.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await initdb.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (initdb.ExitCode != 0) throw new InvalidOperationException($"initdb ended with {initdb.ExitCode}:{Environment.NewLine}{output}{await errors.ConfigureAwait(false)}");
    }

    private ProcessStartInfo AsOrdinaryUser(string program, string[] arguments)
    {
        if (Binaries is null) throw new InvalidOperationException("PostgreSQL is not installed; run 'dotnet run eng/test.cs'.");
        var path = Path.Combine(Binaries, program);
        // setpriv replaces itself by the server, so that the process we hold is the server and not a shell above it.
        var start = OrdinaryUser() is { } user
            ? new ProcessStartInfo("setpriv", [$"--reuid={user.Id}", $"--regid={user.Group}", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = Folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        return start;
    }

    private static string? FindBinaries()
    {
        if (Executable.Find("initdb", VersionedFolders()) is not { } initdb) return null;
        // Behind a link in a common folder lie all programs of one version together.
        return Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb);
    }

    private static (string Id, string Group)? OrdinaryUser()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root") return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(field => field[0], field => (field[2], field[3]));
        return users.TryGetValue("postgres", out var user) ? user : users["nobody"];
    }

    private static IEnumerable<string> VersionedFolders()
    {
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", @"C:\Program Files\PostgreSQL"];
        return roots.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Where(folder => folder.Contains("postgresql", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(folder => int.TryParse(new string([.. Path.GetFileName(folder).Where(char.IsDigit)]), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
    }
}

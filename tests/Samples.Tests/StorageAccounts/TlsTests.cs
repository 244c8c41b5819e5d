using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RaceSafe.Samples.Tests.Servers;
using RaceSafe.Servers;
using RaceSafe.Workbench;
using StorageAccounts;
using Xunit.Abstractions;

namespace RaceSafe.Samples.Tests.StorageAccounts;

/// <summary>Redis behind TLS: used when its certificate is good, and never without encryption.</summary>
[Collection(SampleCollection.Name)]
public sealed class TlsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("racesafe-tls-");
    private readonly int _port = FreePort();
    private RedisServer _redis = null!;

    private string Certificate => Path.Combine(_folder.FullName, "certificate.pem");

    public async Task InitializeAsync()
    {
        var key = Path.Combine(_folder.FullName, "key.pem");
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=a store of locks", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, rsa.ExportPkcs8PrivateKeyPem());
        _redis = await RedisServer.StartNewAsync(
            RedisPersistence.None, "--tls-port", $"{_port}", "--tls-cert-file", Certificate, "--tls-key-file", key, "--tls-auth-clients", "no");
    }

    public async Task DisposeAsync()
    {
        await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task With_a_certificate_that_the_machine_trusts_the_whole_load_runs_over_tls()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere a process cannot be told whom to trust

        var run = await Command.DotnetAsync(AppContext.BaseDirectory, ["StorageAccounts.After.dll"], environment:
            [new("REDIS_URL", $"rediss://127.0.0.1:{_port}"), new("SSL_CERT_FILE", Certificate), new("SAMPLES_POSTGRES", null), new("ASPNETCORE_ENVIRONMENT", "Production")]);

        output.WriteLine(run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("""{"system":"StorageAccounts","store":"SQLite and Redis","operations":500,"lost":0,""", run.Output);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var host = await StorageHost.StartAsync($"rediss://127.0.0.1:{_port}");

        Assert.Equal(AccountOutcome.Error, (await host.CreateOrGetAsync(await host.SignInAsync())).Outcome);
        Assert.Empty(await host.AccountsAsync());
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_server_that_does_not_encrypt_is_not_spoken_to()
    {
        await using var host = await StorageHost.StartAsync($"rediss://127.0.0.1:{_redis.Port}");

        Assert.Equal(AccountOutcome.Error, (await host.CreateOrGetAsync(await host.SignInAsync())).Outcome);
        Assert.Empty(await host.AccountsAsync());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

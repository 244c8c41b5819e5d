using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>
/// Interfaces of repositories are often in another project than what implements them. A pair of calls on one entity is worth a look even so; what the
/// repository does about it cannot be seen.
/// </summary>
public class Repositories_Suggests
{
    private const string Model = """
        public enum State { Open, Paid }
        public class Account
        {
            public int Id { get; set; }
            public decimal Balance { get; set; }
            public State State { get; set; }
            public string Note { get; set; } = "";
            public void Withdraw(decimal amount) { if (Balance < amount) throw new System.InvalidOperationException(); Balance -= amount; }
        }
        public class Stamped { public int Id { get; set; } public int Count { get; set; } [System.ComponentModel.DataAnnotations.Timestamp] public byte[] Version { get; set; } = []; }
        public interface IRepository<T> where T : class { Task<T?> GetByIdAsync(int id); Task UpdateAsync(T entity, CancellationToken token = default); Task<T> AddAsync(T entity); }
        public interface IAccountRepository : IRepository<Account> { Task<Account> FindByNumber(string number); void Replace(Account account); }
        public interface IAccountService { Task<Account> GetByIdAsync(int id); Task UpdateAsync(Account account); }
        public interface IStoredRepository { Task<Account> GetByIdAsync(int id); Task UpdateAsync(Account account); }
        public class StoredRepository : IStoredRepository
        {
            public Task<Account> GetByIdAsync(int id) => Task.FromResult(new Account { Id = id });
            public Task UpdateAsync(Account account) => Task.CompletedTask;
        }
        public interface IUnitOfWork { Task<int> SaveChangesAsync(CancellationToken token = default); }
        """;

    [Theory]
    [InlineData("var a = await accounts.GetByIdAsync(id); a!.Balance -= 5; await accounts.UpdateAsync(a);", "RACE3001")]
    [InlineData("var a = await accounts.GetByIdAsync(id) ?? throw new System.Exception(); a.Withdraw(5); await accounts.UpdateAsync(a);", "RACE3001")]
    [InlineData("var a = await accounts.FindByNumber(\"1\"); a.Balance = a.Balance + 5; accounts.Replace(a);", "RACE3001")]
    [InlineData("var a = await any.GetByIdAsync(id); if (a is null) return; a.Balance += 5; await unit.SaveChangesAsync();", "RACE3001")]
    [InlineData("var a = await accounts.GetByIdAsync(id); if (a!.State != State.Open) return; a.State = State.Paid; await accounts.UpdateAsync(a);", "RACE3004")]
    public async Task A_pair_of_calls_on_one_entity(string body, string rule)
    {
        var finding = await Finding(body);

        Assert.Equal((rule, DiagnosticSeverity.Info), (finding!.Id, finding.Severity));
        Assert.Contains("not in sight", finding.GetMessage());
    }

    [Theory]
    [InlineData("var a = await accounts.GetByIdAsync(id); a!.Note = \"x\"; await accounts.UpdateAsync(a);")]
    [InlineData("var a = await accounts.GetByIdAsync(id); a!.Balance -= 5;")]
    [InlineData("var a = await accounts.GetByIdAsync(id); var b = await accounts.GetByIdAsync(id + 1); a!.Balance -= 5; await accounts.UpdateAsync(b!);")]
    [InlineData("var a = new Account(); a.Balance += 5; await accounts.AddAsync(a); a.Balance += 5; await accounts.UpdateAsync(a);")]
    [InlineData("var a = await stamped.GetByIdAsync(id); a!.Count++; await stamped.UpdateAsync(a);")]
    [InlineData("var a = await accounts.GetByIdAsync(id); a!.Balance = 5; await accounts.UpdateAsync(a);")] // overwritten
    [InlineData("var a = await accounts.GetByIdAsync(id); if (a!.State != State.Paid) a.State = State.Paid; await accounts.UpdateAsync(a);")] // whoever comes second says the same
    [InlineData("var a = await accounts.GetByIdAsync(id); await unit.SaveChangesAsync(); a!.Balance -= 5;")] // saved before
    [InlineData("var a = await accounts.GetByIdAsync(id); await accounts.AddAsync(new Account { Balance = a!.Balance + 5 });")] // another row
    [InlineData("var a = await service.GetByIdAsync(id); a.Balance += 5; await service.UpdateAsync(a);")] // no repository
    [InlineData("var a = await stored.GetByIdAsync(id); a.Balance += 5; await stored.UpdateAsync(a);")] // its code is in sight, and keeps the object in memory
    public async Task Nothing_is_said_of_other_changes(string body) => Assert.Null(await Finding(body));

    private static async Task<Diagnostic?> Finding(string body)
    {
        var service = $$"""
            public class Service(IAccountRepository accounts, IRepository<Account> any, IRepository<Stamped> stamped, IUnitOfWork unit, IAccountService service, IStoredRepository stored)
            {
                public async Task Run(int id) { {{body}} }
            }
            """;
        var compilation = Findings.Compile([("Model.cs", Model), ("Service.cs", service)]);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Findings.Show));
        return (await Findings.Of(new RaceAnalyzer(), compilation)).SingleOrDefault();
    }
}

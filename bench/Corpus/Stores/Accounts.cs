using System.Data;
using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Corpus.Part__N__;

public sealed record Account(int Id, decimal Balance);

public sealed class Accounts(Func<DbConnection> connect, string folder)
{
    public async Task<bool> WithdrawAsync(int id, decimal amount)
    {
        await using var connection = connect();
        var balance = await connection.QuerySingleAsync<decimal>("SELECT balance FROM accounts WHERE id = @id", new { id }).ConfigureAwait(false);
        if (balance < amount) return false;
        await connection.ExecuteAsync("UPDATE accounts SET balance = @balance WHERE id = @id", new { id, balance = balance - amount }).ConfigureAwait(false);
        return true;
    }

    public async Task<bool> WithdrawAtomicallyAsync(int id, decimal amount)
    {
        await using var connection = connect();
        var rows = await connection.ExecuteAsync(
            "UPDATE accounts SET balance = balance - @amount WHERE id = @id AND balance >= @amount", new { id, amount }).ConfigureAwait(false);
        return rows == 1;
    }

    public async Task TransferAsync(int from, int to, decimal amount)
    {
        await using var connection = connect();
        await connection.OpenAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable).ConfigureAwait(false);
        var accounts = (await connection.QueryAsync<Account>(
            "SELECT id, balance FROM accounts WHERE id IN (@from, @to) ORDER BY id FOR UPDATE", new { from, to }, transaction).ConfigureAwait(false)).ToDictionary(a => a.Id);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "UPDATE accounts SET balance = @balance WHERE id = @id";
        foreach (var (id, balance) in new[] { (from, accounts[from].Balance - amount), (to, accounts[to].Balance + amount) })
        {
            command.Parameters.Clear();
            Add(command, "id", id);
            Add(command, "balance", balance);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    public async Task<int> NextInvoiceAsync()
    {
        await using var connection = connect();
        var last = await connection.ExecuteScalarAsync<int?>("SELECT max(number) FROM invoices").ConfigureAwait(false) ?? __N__;
        await connection.ExecuteAsync("INSERT INTO invoices (number) VALUES (@number)", new { number = last + 1 }).ConfigureAwait(false);
        return last + 1;
    }

    public async Task RememberAsync(Account account)
    {
        var file = Path.Combine(folder, $"{account.Id}.json");
        var history = File.Exists(file) ? JsonSerializer.Deserialize<List<decimal>>(await File.ReadAllTextAsync(file).ConfigureAwait(false))! : [];
        history.Add(account.Balance);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(history)).ConfigureAwait(false);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}

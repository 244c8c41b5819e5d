using Npgsql;

namespace ValidCode.Database.Commands;

public class LockedByCommand(NpgsqlDataSource source)
{
    public async Task<bool> Take(int id, int quantity)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var read = new NpgsqlCommand("SELECT stock FROM products WHERE id = @id FOR UPDATE", connection, transaction);
        read.Parameters.AddWithValue("id", id);
        var stock = (int)(await read.ExecuteScalarAsync())!;
        if (stock < quantity) return false;
        await using var write = new NpgsqlCommand("UPDATE products SET stock = @stock WHERE id = @id", connection, transaction);
        write.Parameters.AddWithValue("stock", stock - quantity);
        write.Parameters.AddWithValue("id", id);
        await write.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return true;
    }
}

public class ComparedByCommand(NpgsqlDataSource source)
{
    public async Task Count(int id)
    {
        await using var connection = await source.OpenConnectionAsync();
        while (true)
        {
            await using var read = new NpgsqlCommand("SELECT n FROM counters WHERE id = @id", connection);
            read.Parameters.AddWithValue("id", id);
            var old = (int)(await read.ExecuteScalarAsync())!;
            await using var write = new NpgsqlCommand("UPDATE counters SET n = @next WHERE id = @id AND n = @old", connection);
            write.Parameters.AddWithValue("next", old + 1);
            write.Parameters.AddWithValue("old", old);
            write.Parameters.AddWithValue("id", id);
            if (await write.ExecuteNonQueryAsync() == 1) return;
        }
    }
}

public class RenamedByCommand(NpgsqlDataSource source)
{
    public async Task Rename(int id, string name)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var read = new NpgsqlCommand("SELECT name FROM products WHERE id = @id", connection);
        read.Parameters.AddWithValue("id", id);
        if ((string?)await read.ExecuteScalarAsync() == name) return;
        await using var write = new NpgsqlCommand("UPDATE products SET name = @name WHERE id = @id", connection);
        write.Parameters.AddWithValue("name", name);
        write.Parameters.AddWithValue("id", id);
        await write.ExecuteNonQueryAsync();
    }
}

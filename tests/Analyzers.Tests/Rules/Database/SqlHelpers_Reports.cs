namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>SQL text that is handed to a method of the user's own, which runs whatever it is given.</summary>
public class SqlHelpers_Reports
{
    [Fact]
    public Task A_helper_over_Dapper_behind_an_interface() => Helper("""
        public async Task Spend(int id, decimal amount)
        {
            var balance = await db.One<decimal>("SELECT balance FROM wallets WHERE id = @id", new { id });
            if (balance < amount) throw new InvalidOperationException();
            await {|RACE3005:db.Execute("UPDATE wallets SET balance = @balance WHERE id = @id", new { id, balance = balance - amount })|};
        }
        """);

    [Fact]
    public Task A_row_is_looked_for_and_inserted() => Helper("""
        public async Task<bool> Join(string user, int room)
        {
            var there = await db.One<int>("SELECT COUNT(*) FROM members WHERE room = @room", new { room });
            if (there >= 10) return false;
            await {|RACE3003:db.Execute("INSERT INTO members (room, name) VALUES (@room, @user)", new { room, user })|};
            return true;
        }
        """);

    [Fact]
    public Task A_repository_over_a_base_class_over_Dapper() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Data;
        using Dapper;
        public abstract class Repository(IDbConnection connection)
        {
            protected T? One<T>(string sql, object? args) => connection.QueryFirstOrDefault<T>(new CommandDefinition(sql, args));
            protected int Run(string sql, object? args) => connection.Execute(sql, args);
        }
        public class Track { public int Id { get; set; } public int Plays { get; set; } }
        public class Tracks(IDbConnection connection) : Repository(connection)
        {
            private const string Table = "tracks";
            public Track? Get(int id) => One<Track>($"SELECT * FROM {Table} WHERE id = @id", new { id });
            public void Update(Track track) => Run($"UPDATE {Table} SET plays = @Plays WHERE id = @id", new { track.Plays, id = track.Id });
        }
        public class Player(Tracks tracks)
        {
            public void Played(int id)
            {
                var track = tracks.Get(id);
                if (track is null) return;
                track.Plays++;
                {|RACE3005:tracks.Update(track)|};
            }
        }
        """, new() { References = ["Dapper"] });

    [Fact]
    public Task A_helper_that_makes_the_command() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Data.Common;
        public static class Sql
        {
            public static object? Scalar(this DbConnection connection, string text, params (string Name, object Value)[] values)
            {
                using var command = connection.CreateCommand();
                command.CommandText = text;
                foreach (var (name, value) in values)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = name;
                    parameter.Value = value;
                    command.Parameters.Add(parameter);
                }

                return command.ExecuteScalar();
            }

            public static int Run(this DbConnection connection, string text, params (string Name, object Value)[] values)
            {
                using var command = connection.CreateCommand();
                command.CommandText = text;
                foreach (var (name, value) in values)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = name;
                    parameter.Value = value;
                    command.Parameters.Add(parameter);
                }

                return command.ExecuteNonQuery();
            }
        }
        public class Likes(DbConnection connection)
        {
            public void Like(string post)
            {
                var likes = Convert.ToInt64(connection.Scalar("SELECT likes FROM posts WHERE id = @id", ("@id", post)));
                likes++;
                {|RACE3005:connection.Run("UPDATE posts SET likes = @likes WHERE id = @id", ("@likes", likes), ("@id", post))|};
            }
        }
        """, new() { References = ["Dapper"] });

    [Fact]
    public Task A_changed_copy_of_a_record() => Shop.Sql("""
        public record Stock(int Sku, int OnHand, int Allocated);
        private Stock Get(int sku) => connection.QuerySingle<Stock>("SELECT * FROM stock WHERE sku = @sku", new { sku });
        private void Save(Stock stock)
        {
            var values = new DynamicParameters();
            values.Add("sku", stock.Sku);
            values.Add("al", stock.Allocated);
            connection.Execute("UPDATE stock SET allocated = @al WHERE sku = @sku", values);
        }

        public bool Allocate(int sku, int n)
        {
            var stock = Get(sku);
            if (stock.OnHand - stock.Allocated < n) return false;
            {|RACE3005:Save(stock with { Allocated = stock.Allocated + n })|};
            return true;
        }
        """);

    [Fact]
    public Task The_next_job_is_picked_by_its_state_and_given_another() => Shop.Sql("""
        public async Task<long?> Take(string worker)
        {
            var id = await connection.ExecuteScalarAsync<long?>("SELECT id FROM jobs WHERE state = 'queued' ORDER BY created LIMIT 1");
            if (id is null) return null;
            await {|RACE3004:connection.ExecuteAsync("UPDATE jobs SET state = 'running', worker = @worker WHERE id = @id", new { worker, id })|};
            return id;
        }
        """);

    internal static Task Helper(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Data;
        using Dapper;
        public interface IDb { Task<T?> One<T>(string sql, object? args = null); Task<int> Execute(string sql, object? args = null); }
        public class Db(Func<IDbConnection> open) : IDb
        {
            public async Task<T?> One<T>(string sql, object? args = null) { using var c = open(); return await c.QueryFirstOrDefaultAsync<T>(sql, args); }
            public async Task<int> Execute(string sql, object? args = null) { using var c = open(); return await c.ExecuteAsync(sql, args); }
        }
        public class Service(IDb db)
        {
        {{members}}
        }
        """, new() { References = ["Dapper"] });

    [Theory]
    [InlineData("lot.Free - 1")]
    [InlineData("left")]
    public Task A_sum_that_a_repository_is_handed(string value) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Data;
        using Dapper;
        public record Lot(int Id, int Free);
        public interface ILots { Task<Lot> Get(int id); Task SetFree(int lot, int places); }
        public class Lots(IDbConnection connection) : ILots
        {
            public Task<Lot> Get(int id) => connection.QuerySingleAsync<Lot>("SELECT id, free FROM lots WHERE id = @id", new { id });
            public Task SetFree(int id, int free) => connection.ExecuteAsync("UPDATE lots SET free = @free WHERE id = @id", new { id, free });
        }
        public class Gate(ILots lots)
        {
            public async Task<bool> Enter(int id)
            {
                var lot = await lots.Get(id);
                if (lot.Free == 0) return false;
                var left = lot.Free - 1;
                await {|RACE3005:lots.SetFree(id, {{value}})|};
                return true;
            }
        }
        """, new() { References = ["Dapper"] });

    [Theory]
    [InlineData("LIMIT 1", "")]
    [InlineData("", "TOP (1)")]
    public Task The_next_job_is_read_and_given_another_state(string last, string first) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Data.Common;
        public class Queue(DbConnection connection)
        {
            public long? Take()
            {
                long id = 0;
                using (var command = connection.CreateCommand())
                {
                    command.CommandText = "SELECT {{first}} id, payload FROM jobs WHERE state = 'queued' ORDER BY id {{last}}";
                    using var reader = command.ExecuteReader();
                    if (!reader.Read()) return null;
                    id = reader.GetInt64(0);
                }
                using var update = connection.CreateCommand();
                update.CommandText = "UPDATE jobs SET state = 'running' WHERE id = @id";
                var parameter = update.CreateParameter();
                parameter.ParameterName = "@id";
                parameter.Value = id;
                update.Parameters.Add(parameter);
                {|RACE3004:update.ExecuteNonQuery()|};
                return id;
            }
        }
        """);
}

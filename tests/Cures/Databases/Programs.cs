namespace RaceSafe.Cures.Tests.Databases;

/// <summary>Racy programs as people write them. Each loses data under load, in its own way.</summary>
internal static class Programs
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["a counter"] = Entity(
            "public async Task<string> Call(int caller) { var option = await db.Options.FirstOrDefaultAsync(o => o.Id == (caller == 5 ? 99 : 1)); if (option is null) return \"none\"; option.Votes++; await db.SaveChangesAsync(); return \"ok\"; }",
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes"),

        ["a counter whose new value is told"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var option = await db.Options.SingleAsync(o => o.Id == 1);
                option.Votes += 2;
                db.Votes.Add(new Vote { OptionId = 1, After = option.Votes });
                await db.SaveChangesAsync();
                return $"{option.Votes}";
            }
            """,
            lost: "answers.Length - answers.Distinct().Count() + answers.Length - db.Votes.Select(v => v.After).Distinct().Count() + answers.Length - db.Options.Single().Votes / 2"),

        ["a capacity"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var option = await db.Options.FindAsync(1);
                if (option is null) return "none";
                if (option.Votes >= option.Capacity) return "full";
                option.Votes++;
                option.Touched = true;
                await db.SaveChangesAsync();
                return "in";
            }
            """,
            lost: "Math.Abs(answers.Count(a => a == \"in\") - 3)"),

        ["a capacity whose new value is told"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var option = await db.Options.SingleAsync(o => o.Id == 1);
                if (option.Votes >= option.Capacity) return "full";
                option.Votes++;
                await db.SaveChangesAsync();
                return $"place {option.Votes}";
            }
            """,
            lost: "Math.Abs(answers.Count(a => a != \"full\") - 3) + 3 - Math.Min(3, answers.Where(a => a != \"full\").Distinct().Count())"),

        ["rows in a loop"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                foreach (var id in new[] { 1 })
                {
                    var option = await LoadAsync(id);
                    option.Votes = Math.Max(option.Votes, 0) + 1;
                    db.Votes.Add(new Vote { OptionId = id, After = option.Votes });
                }

                await db.SaveChangesAsync();
                return "ok";
            }

            private Task<Option> LoadAsync(int id) => db.Options.SingleAsync(o => o.Id == id);
            """,
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes + answers.Length - db.Votes.Select(v => v.After).Distinct().Count()"),

        ["a row that changes itself"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var option = await db.Options.SingleAsync(o => o.Id == 1);
                if (!option.Take()) return "full";
                await db.SaveChangesAsync();
                return "in";
            }
            """,
            lost: "Math.Abs(answers.Count(a => a == \"in\") - 3)"),

        ["a state"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var order = await db.Orders.SingleAsync(o => o.Id == 1);
                if (order.Status != Status.Pending) return "not pending";
                order.Status = Status.Paid;
                db.Votes.Add(new Vote { OptionId = 1 });
                await db.SaveChangesAsync();
                return "paid";
            }
            """,
            lost: "answers.Count(a => a == \"paid\") - 1 + db.Votes.Count() - 1"),

        ["a row that is made once"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var tag = await db.Tags.FirstOrDefaultAsync(t => t.Name == "new");
                if (tag is null)
                {
                    tag = new Tag { Name = "new" };
                    db.Tags.Add(tag);
                    await db.SaveChangesAsync();
                }

                return $"{tag.Name}";
            }
            """,
            lost: "answers.Count(a => a != \"new\") + db.Tags.Count() - 1"),

        ["a limit on rows"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                if (await db.Votes.CountAsync(v => v.OptionId == 1) >= 3) return "full";
                db.Votes.Add(new Vote { OptionId = 1 });
                await db.SaveChangesAsync();
                return "in";
            }
            """,
            lost: "Math.Abs(db.Votes.Count() - 3) + Math.Abs(answers.Count(a => a == \"in\") - 3)"),

        ["SQL"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var connection = db.Database.GetDbConnection();
                var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id = 1 });
                var next = votes + 1;
                await connection.ExecuteAsync("UPDATE options SET votes = @next WHERE id = @id", new { id = 1, next });
                return $"{next}";
            }
            """,
            lost: "answers.Length - answers.Distinct().Count() + answers.Length - db.Options.Single().Votes", usings: "using Dapper;\n"),

        ["SQL in commands"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                await db.Database.OpenConnectionAsync();
                var connection = db.Database.GetDbConnection();
                await using var select = connection.CreateCommand();
                select.CommandText = "SELECT votes FROM options WHERE id = 1";
                var votes = Convert.ToInt32(await select.ExecuteScalarAsync());
                await using var update = connection.CreateCommand();
                update.CommandText = "UPDATE options SET votes = @next WHERE id = 1";
                var next = update.CreateParameter();
                next.ParameterName = "next";
                next.Value = votes + 1;
                update.Parameters.Add(next);
                await update.ExecuteNonQueryAsync();
                return "ok";
            }
            """,
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes"),

        ["a statement with a stale value"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var votes = await db.Options.Where(o => o.Id == 1).Select(o => o.Votes).SingleAsync();
                await db.Options.Where(o => o.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, votes + 1));
                return "ok";
            }
            """,
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes"),

        ["a conflict that nobody handles"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var account = await db.Accounts.SingleAsync(a => a.Id == 1);
                if (account.Balance >= 1000) return "full";
                account.Balance += 2;
                db.Votes.Add(new Vote { OptionId = 1, After = account.Balance });
                await db.SaveChangesAsync();
                return $"{account.Balance}";
            }
            """,
            lost: "answers.Count(a => a.StartsWith(\"threw\")) + answers.Length - answers.Distinct().Count() + answers.Length - db.Votes.Select(v => v.After).Distinct().Count() + answers.Length - db.Accounts.Single().Balance / 2"),

        [WeakTransaction] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                var option = await db.Options.SingleAsync(o => o.Id == 1);
                option.Votes++;
                db.Votes.Add(new Vote { OptionId = 1 });
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
                return "ok";
            }
            """,
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes + db.Votes.Count() - db.Options.Single().Votes"),

        ["a next number"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                var number = (await db.Votes.MaxAsync(v => (int?)v.After) ?? 0) + 1;
                db.Votes.Add(new Vote { OptionId = 1, After = number });
                await db.SaveChangesAsync();
                return $"{number}";
            }
            """,
            lost: "answers.Count(a => a.StartsWith(\"threw\")) + db.Votes.Count() - db.Votes.Select(v => v.After).Distinct().Count() + answers.Length - answers.Distinct().Count()"),

        ["a next number between other work"] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                await Task.Delay(caller % 3);
                var last = await db.Votes.MaxAsync(v => (int?)v.After) ?? 0;
                var vote = new Vote { OptionId = 1, After = last + 1 };
                db.Votes.Add(vote);
                await db.SaveChangesAsync();
                await Task.Delay(caller % 2);
                if (vote.After == 5) throw new InvalidOperationException("saved, and refused");
                return $"{vote.After}";
            }
            """,
            lost: "Math.Abs(1 - answers.Count(a => a.StartsWith(\"threw\"))) + answers.Length - db.Votes.Select(v => v.After).Distinct().Count() + answers.Length - answers.Distinct().Count()"),

        [Npgsql] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                await using var connection = new NpgsqlConnection(db.Database.GetConnectionString());
                await connection.OpenAsync();
                await using var select = new NpgsqlCommand("SELECT votes FROM options WHERE id = @id", connection);
                select.Parameters.AddWithValue("id", 1);
                var votes = (int)(await select.ExecuteScalarAsync())!;
                await using var update = new NpgsqlCommand("UPDATE options SET votes = @next WHERE id = @id", connection);
                update.Parameters.AddWithValue("next", votes + 3);
                update.Parameters.AddWithValue("id", 1);
                await update.ExecuteNonQueryAsync();
                return "ok";
            }
            """,
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes / 3", usings: "using Npgsql;\n"),

        [Sqlite] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                await using var connection = new SqliteConnection(db.Database.GetConnectionString());
                await connection.OpenAsync();
                var select = connection.CreateCommand();
                select.CommandText = "SELECT votes FROM options WHERE id = @id";
                select.Parameters.AddWithValue("@id", 1);
                var votes = Convert.ToInt32(await select.ExecuteScalarAsync());
                var update = connection.CreateCommand();
                update.CommandText = "UPDATE options SET votes = @next WHERE id = @id";
                update.Parameters.AddWithValue("@next", votes + 3);
                update.Parameters.AddWithValue("@id", 1);
                await update.ExecuteNonQueryAsync();
                return "ok";
            }
            """,
            lost: "answers.Count(a => a == \"ok\") - db.Options.Single().Votes / 3", usings: "using Microsoft.Data.Sqlite;\n"),

        [SerializableOnce] = Entity(
            """
            public async Task<string> Call(int caller)
            {
                await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                var count = await db.Votes.CountAsync(v => v.OptionId == 1);
                if (count >= 3) return "full";
                db.Votes.Add(new Vote { OptionId = 1 });
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
                return "in";
            }
            """,
            lost: "answers.Count(a => a.StartsWith(\"threw\")) + Math.Abs(db.Votes.Count() - 3)"),
    };

    private const string SerializableOnce = "a serializable transaction that is refused";
    private const string WeakTransaction = "a transaction that protects nothing";
    private const string Npgsql = "Npgsql";
    private const string Sqlite = "Microsoft.Data.Sqlite";

    /// <summary>Whether the program can run, and lose something, on that kind of database.</summary>
    public static bool IsFor(string name, string kind) => name switch
    {
        SerializableOnce or WeakTransaction => kind == "PostgreSQL", // SQLite has one writer at a time: the second transaction waits for the first
        Npgsql => kind == "PostgreSQL",
        Sqlite => kind == "SQLite",
        _ => true,
    };

    private static string Entity(string service, string lost, string usings = "") => $$"""
        {{usings}}using Microsoft.EntityFrameworkCore;

        public enum Status { Pending, Paid }
        public class Option { public int Id { get; set; } public int Votes { get; set; } public int Capacity { get; set; } public bool Touched { get; set; } public bool Take() { if (Votes >= Capacity) return false; Votes++; return true; } }
        public class Vote { public int Id { get; set; } public int OptionId { get; set; } public int After { get; set; } }
        public class Order { public int Id { get; set; } public Status Status { get; set; } }
        public class Tag { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Account { public int Id { get; set; } [System.ComponentModel.DataAnnotations.ConcurrencyCheck] public int Balance { get; set; } }

        public class Shop(DbContextOptions<Shop> options) : DbContext(options)
        {
            public DbSet<Option> Options => Set<Option>();
            public DbSet<Vote> Votes => Set<Vote>();
            public DbSet<Order> Orders => Set<Order>();
            public DbSet<Tag> Tags => Set<Tag>();
            public DbSet<Account> Accounts => Set<Account>();

            protected override void OnModelCreating(ModelBuilder builder)
            {
                builder.Entity<Tag>().HasIndex(t => t.Name).IsUnique();
                builder.Entity<Option>().ToTable("options");
                builder.Entity<Option>().Property(o => o.Id).HasColumnName("id");
                builder.Entity<Option>().Property(o => o.Votes).HasColumnName("votes");
            }
        }

        public class Service(Shop db)
        {
            {{service}}
        }

        public static class Program
        {
            public static Shop Open(string address)
            {
                var options = new DbContextOptionsBuilder<Shop>();
                return new((address.StartsWith("Host") ? options.UseNpgsql(address) : options.UseSqlite(address)).Options);
            }

            public static async Task Create(string address)
            {
                await using var db = Open(address);
                await db.Database.EnsureDeletedAsync();
                await db.Database.EnsureCreatedAsync();
                db.AddRange(new Option { Capacity = 3 }, new Order(), new Account());
                await db.SaveChangesAsync();
            }

            public static async Task<string> Call(string address, int caller)
            {
                await using var db = Open(address);
                return await new Service(db).Call(caller);
            }

            public static async Task<string> State(string address)
            {
                await using var db = Open(address);
                var options = await db.Options.OrderBy(o => o.Id).Select(o => $"{o.Votes}/{o.Capacity}/{o.Touched}").ToListAsync();
                var votes = await db.Votes.OrderBy(v => v.Id).Select(v => $"{v.OptionId}:{v.After}").ToListAsync();
                return $"{string.Join(" ", options)} | {string.Join(" ", votes)} | {await db.Orders.Select(o => o.Status).SingleAsync()} | {await db.Tags.CountAsync()} | {await db.Accounts.Select(a => a.Balance).SingleAsync()}";
            }

            public static async Task<int> Lost(string address, string[] answers)
            {
                await using var db = Open(address);
                return {{lost}};
            }
        }
        """;
}

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A base class calls a step that the derived classes fill in, and saves when it comes back.</summary>
public class Templates_Reports
{
    internal const string Handlers = """
        public interface IUnitOfWork { Task<int> CommitAsync(); }
        public class UnitOfWork(ShopContext db) : IUnitOfWork { public Task<int> CommitAsync() => db.SaveChangesAsync(); }
        public abstract class Saving<T>(ShopContext db)
        {
            protected ShopContext Db { get; } = db;
            protected abstract Task<bool> Execute(T request);
            public async Task<bool> Handle(T request) { var done = await Execute(request); await Db.SaveChangesAsync(); return done; }
        }
        public abstract class Committing<T>(ShopContext db, IUnitOfWork unit)
        {
            protected ShopContext Db { get; } = db;
            protected virtual Task<bool> Execute(T request) => Task.FromResult(false);
            public async Task<bool> Handle(T request) { var done = await Execute(request); await unit.CommitAsync(); return done; }
        }
        public abstract class Showing<T>(ShopContext db)
        {
            protected ShopContext Db { get; } = db;
            protected abstract Task<bool> Execute(T request);
            public async Task<bool> Handle(T request) { await Db.SaveChangesAsync(); return await Execute(request); }
        }
        public record Vote(int Id); public record Unvote(int Id); public record Join(string Phone);

        """;

    [Theory]
    [InlineData("Saving<Vote>(db)", "Saving<Unvote>(db)")]
    [InlineData("Committing<Vote>(db, unit)", "Committing<Unvote>(db, unit)")]
    public Task Two_handlers_of_one_base_class(string first, string second) => Shop.File(Handlers + $$"""
        public class VoteHandler(ShopContext db, IUnitOfWork unit) : {{first}}
        {
            public IUnitOfWork Unit => unit;
            protected override async Task<bool> Execute(Vote request)
            {
                var option = await Db.Options.SingleAsync(o => o.Id == request.Id);
                {|RACE3001:option.Votes++|};
                return true;
            }
        }
        public class UnvoteHandler(ShopContext db, IUnitOfWork unit) : {{second}}
        {
            public IUnitOfWork Unit => unit;
            protected override async Task<bool> Execute(Unvote request)
            {
                var option = await Db.Options.SingleAsync(o => o.Id == request.Id);
                {|RACE3001:option.Votes--|};
                return true;
            }
        }
        """);

    [Fact]
    public Task The_only_handler_and_a_row_that_it_adds() => Shop.File(Handlers + """
        public class JoinHandler(ShopContext db) : Saving<Join>(db)
        {
            protected override async Task<bool> Execute(Join request)
            {
                if (await Db.Customers.AnyAsync(c => c.Phone == request.Phone)) return false;
                {|RACE3002:Db.Customers.Add(new Customer { Phone = request.Phone })|};
                return true;
            }
        }
        """);
}

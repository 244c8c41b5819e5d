namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Requests that are sent to handlers, as mediators do it.</summary>
public class Handlers_Reports
{
    private const string Mediator = """
        public interface IRequest<out T>;
        public interface IRequestHandler<in TRequest, TResponse> where TRequest : IRequest<TResponse> { Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken); }
        """;

    [Fact]
    public Task A_handler_that_changes_and_saves() => Shop.File(Mediator + """

        public record Vote(int Id) : IRequest<int>;
        public class VoteHandler(ShopContext db) : IRequestHandler<Vote, int>
        {
            public async Task<int> Handle(Vote request, CancellationToken cancellationToken)
            {
                var option = await db.Options.FirstOrDefaultAsync(o => o.Id == request.Id, cancellationToken) ?? throw new KeyNotFoundException();
                {|RACE3001:option.Votes++|};
                await db.SaveChangesAsync(cancellationToken);
                return option.Votes;
            }
        }
        """);

    [Fact]
    public Task A_handler_that_knows_the_context_by_an_interface() => Shop.File(Mediator + """

        public interface IShop { DbSet<Product> Products { get; } Task<int> SaveChangesAsync(CancellationToken cancellationToken = default); }
        public class ShopOfHandlers : DbContext, IShop { public DbSet<Product> Products => Set<Product>(); }

        public record Sell(int Id, int Quantity) : IRequest<bool>;
        public class SellHandler(IShop shop) : IRequestHandler<Sell, bool>
        {
            public async Task<bool> Handle(Sell request, CancellationToken cancellationToken)
            {
                var product = await shop.Products.SingleAsync(p => p.Id == request.Id, cancellationToken);
                {|RACE3001:product.RemoveStock(request.Quantity)|};
                return await shop.SaveChangesAsync(cancellationToken) > 0;
            }
        }
        """);

    [Fact]
    public Task A_repository_that_is_saved_by_its_unit_of_work() => Shop.File(Mediator + """

        public interface IUnitOfWork { Task<int> CommitAsync(CancellationToken cancellationToken); }
        public class UnitOfWork(ShopContext db) : IUnitOfWork { public Task<int> CommitAsync(CancellationToken cancellationToken) => db.SaveChangesAsync(cancellationToken); }
        public interface IOrders { Task<Order?> GetAsync(int id); }
        public class Orders(ShopContext db) : IOrders { public Task<Order?> GetAsync(int id) => db.Orders.FirstOrDefaultAsync(o => o.Id == id); }

        public record Pay(int Id) : IRequest<bool>;
        public class PayHandler(IOrders orders, IUnitOfWork unit) : IRequestHandler<Pay, bool>
        {
            public async Task<bool> Handle(Pay request, CancellationToken cancellationToken)
            {
                var order = await orders.GetAsync(request.Id);
                if (order is null || order.Status != Status.Pending) return false;
                {|RACE3004:order.Status = Status.Paid|};
                await unit.CommitAsync(cancellationToken);
                return true;
            }
        }
        """);
}

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A generic repository is handed the condition of its query.</summary>
public class HandedConditions
{
    [Theory]
    [InlineData("if (await customers.Exists(c => c.Phone == phone)) return;", "await {|RACE3002:customers.Insert(new Customer { Phone = phone })|};")]
    [InlineData("if (await customers.Exists(c => c.Phone == phone && c.Code == code || c.Phone == code && c.Code == phone)) return;", "await {|RACE3002:customers.Insert(new Customer { Phone = phone, Code = code })|};")]
    [InlineData("if (!await customers.Exists(c => c.Phone == phone)) return;", "await customers.Insert(new Customer { Phone = code });")] // it has to be there
    [InlineData("if (await customers.Exists(c => c.Phone == phone)) return;", "Console.WriteLine(phone);")]
    [InlineData("if (await customers.Exists(c => c.Phone == phone)) return;", "await tags.Insert(new Tag { Name = phone });")] // another table
    public Task Looked_for_and_inserted(string ask, string insert) => Shop.File($$"""
        using System.Linq.Expressions;
        public interface IRepository<T> where T : class { Task<bool> Exists(Expression<Func<T, bool>> condition); Task Insert(T row); }
        public class Repository<T>(ShopContext db) : IRepository<T> where T : class
        {
            public Task<bool> Exists(Expression<Func<T, bool>> condition) => db.Set<T>().AnyAsync(condition);
            public async Task Insert(T row) { db.Set<T>().Add(row); await db.SaveChangesAsync(); }
        }
        public class Service(IRepository<Customer> customers, IRepository<Tag> tags)
        {
            public async Task Add(string phone, string code)
            {
                {{ask}}
                {{insert}}
            }
        }
        """);
}

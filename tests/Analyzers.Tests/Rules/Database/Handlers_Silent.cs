namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Handlers whose requests may come together.</summary>
public class Handlers_Silent
{
    [Theory]
    [InlineData("option.Name = request.Name;")]
    [InlineData("option.Votes = request.Name.Length;")]
    [InlineData("if (option.Name == request.Name) return 0; option.Name = request.Name;")]
    [InlineData("option = new Option { Votes = 1 }; option.Votes++; db.Options.Add(option);")]
    [InlineData("request.Votes += option.Votes;")]
    [InlineData("db.Options.Remove(option);")]
    public Task A_handler_that_edits(string change) => Shop.File($$"""
        public class Change { public int Id { get; set; } public string Name { get; set; } = ""; public int Votes { get; set; } }
        public class ChangeHandler(ShopContext db)
        {
            public async Task<int> Handle(Change request, CancellationToken cancellationToken)
            {
                var option = await db.Options.FirstOrDefaultAsync(o => o.Id == request.Id, cancellationToken) ?? throw new KeyNotFoundException();
                {{change}}
                return await db.SaveChangesAsync(cancellationToken);
            }
        }
        """);
}

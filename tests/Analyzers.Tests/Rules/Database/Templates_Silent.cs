namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Steps of a base class after which nothing is saved, or that lose nothing.</summary>
public class Templates_Silent
{
    [Theory]
    [InlineData("Showing<Vote>(db)", "option.Votes++;")]
    [InlineData("Saving<Vote>(db)", "option.Name = \"new\";")]
    [InlineData("Saving<Vote>(db)", "option.Votes = 0;")]
    [InlineData("Saving<Vote>(db)", "option.Shown++;")]
    public Task A_base_class_that_saves_before_and_changes_that_depend_on_nothing(string parent, string change) => Shop.File(Templates_Reports.Handlers + $$"""
        public class VoteHandler(ShopContext db) : {{parent}}
        {
            protected override async Task<bool> Execute(Vote request)
            {
                var option = await Db.Options.SingleAsync(o => o.Id == request.Id);
                {{change}}
                return true;
            }
        }
        """);

    [Fact]
    public Task An_override_of_a_class_elsewhere_and_a_row_with_a_unique_index() => Shop.File(Templates_Reports.Handlers + """
        public class Text(ShopContext db) : System.IO.StringWriter
        {
            public override void Write(string? value)
            {
                var option = db.Options.Single(o => o.Name == value);
                option.Votes++;
            }
        }
        public class Quiet(ShopContext db) : Saving<Join>(db)
        {
            protected override async Task<bool> Execute(Join request) => await Db.Customers.AnyAsync(c => c.Phone == request.Phone);
        }
        """);
}

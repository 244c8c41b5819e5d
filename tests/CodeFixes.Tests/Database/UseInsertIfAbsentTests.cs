namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>The unique index decides who inserts.</summary>
public sealed class UseInsertIfAbsentTests
{
    [Fact]
    public Task A_refused_insert_answers_as_the_check_did() => RowFixCode.Becomes(
        """
        public async Task<bool> CreateAsync(string name, CancellationToken cancel)
        {
            if (await db.Tags.AnyAsync(t => t.Name == name, cancel)) return false;
            {|RACE3002:db.Tags.Add(new Tag { Name = name })|};
            await db.SaveChangesAsync(cancel);
            return true;
        }
        """,
        """
        public async Task<bool> CreateAsync(string name, CancellationToken cancel)
        {
            if ((await db.Tags.InsertIfAbsentAsync(new Tag { Name = name }, x => x.Name, cancellationToken: cancel)).IsRefused) return false;
            return true;
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task A_row_that_is_made_when_there_is_none() => RowFixCode.Becomes(
        """
        public async Task<int> EnsureAsync(string name)
        {
            var tag = await db.Tags.FirstOrDefaultAsync(t => t.Name == name);
            if (tag is null)
            {
                tag = new Tag { Name = name };
                {|RACE3002:db.Tags.Add(tag)|};
                await db.SaveChangesAsync();
            }

            return tag.Id;
        }
        """,
        """
        public async Task<int> EnsureAsync(string name)
        {
            var tag = await db.Tags.FirstOrDefaultAsync(t => t.Name == name);
            if (tag is null)
            {
                tag = (await db.Tags.InsertIfAbsentAsync(new Tag { Name = name }, x => x.Name)).Value;
            }

            return tag.Id;
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Theory]
    [InlineData("if (await db.Tags.AnyAsync(t => t.Name == name)) return 0; var tag = new Tag { Name = name }; {|RACE3002:db.Tags.Add(tag)|}; await db.SaveChangesAsync(); sent(tag.Id); return tag.Id;")] // the id is used
    [InlineData("if (await db.Tags.AnyAsync(t => t.Name == name)) return 0; {|RACE3002:db.Tags.Add(new Tag { Name = name })|}; sent(1); await db.SaveChangesAsync(); return 1;")] // something happens before the save
    [InlineData("if (await db.Tags.AnyAsync(t => t.Name == name)) return 0; var tag = Make(name); {|RACE3002:db.Tags.Add(tag)|}; await db.SaveChangesAsync(); sent(2); return 1;")]
    public Task Is_not_offered_where_the_row_is_not_plain(string body) => RowFixCode.Stays(
        $"private static readonly Action<int> sent = _ => {{ }};\npublic async Task<int> M(string name) {{ {body} }}\nprivate static Tag Make(string name) => new() {{ Name = name }};");
}

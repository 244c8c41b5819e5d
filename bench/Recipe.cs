namespace RaceSafe.Bench;

/// <summary>What a corpus is made of. The templates of one bundle are written together, under one number.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Folder">Where it is written.</param>
/// <param name="Bundles">Paths of templates under <c>Corpus</c>, in the order in which they take turns.</param>
/// <param name="Libraries">The packages it uses.</param>
/// <param name="Size">How many times as large as the others it is.</param>
/// <param name="AgainstPacks">The other analyzer packs are measured on it, too.</param>
internal sealed record Recipe(string Name, string Folder, IReadOnlyList<IReadOnlyList<string>> Bundles, IReadOnlyList<string> Libraries, int Size, bool AgainstPacks)
{
    private static readonly string[] _plain = ["Plain/Parser.cs", "Plain/Pricing.cs", "Plain/Workflow.cs"];
    private static readonly string[] _stores = ["Stores/Accounts.cs", "Stores/Caches.cs", "Stores/Counters.cs", "Stores/Orders.cs"];

    private static readonly string[] _libraries = ["StackExchange.Redis", "Microsoft.EntityFrameworkCore.Relational", "Dapper"];

    private static readonly string[] _model = ["Model/Entity.cs", "Model/Mapping.cs", "Model/Service.cs"];

    public static IReadOnlyList<Recipe> All { get; } =
    [
        // One file in six has to do with stores. In seven public applications (shops, media, payment, passwords) it was one in seven to thirty.
        new("use every store", "stores", [.. _stores.SelectMany((store, i) => Enumerable.Range(i, 5).Select(n => _plain[n % _plain.Length]).Prepend(store)).Select(One)],
            _libraries, Size: 1, AgainstPacks: true),
        // The worst case: every other file, and two races in each.
        new("are full of stores", "dense", [.. _stores.SelectMany((store, i) => new[] { store, _plain[i % _plain.Length] }).Select(One)],
            _libraries, Size: 1, AgainstPacks: false),
        new("use no store", "plain", [.. _plain.Select(One)], [], Size: 1, AgainstPacks: true),
        new("are one large model", "model", [_model, _model, One(_plain[0])],
            ["Microsoft.EntityFrameworkCore.Relational"], Size: 5, AgainstPacks: false),
    ];

    private static IReadOnlyList<string> One(string template) => [template];
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>Which database a statement goes to, to go by the connection it is run on, or by the only driver that the project knows.</summary>
internal static class SqlDialects
{
    /// <summary>The word by which an UPDATE of that database gives back what it wrote; null where it has none, or may be another database.</summary>
    public static string? Answer(Access statement, Compilation compilation)
    {
        if (statement.Source.Operation is IInvocationOperation call && Runner(call) is { } runner && (runner.Name.EndsWith("Connection", StringComparison.Ordinal) || runner.Name.EndsWith("Command", StringComparison.Ordinal)) && runner.TypeKind == TypeKind.Class && !runner.IsAbstract)
            return Word(runner.ContainingAssembly.Name);
        string? only = null;
        foreach (var assembly in compilation.ReferencedAssemblyNames)
        {
            if (assembly.Name is "MySql.Data" or "MySqlConnector" or "Oracle.ManagedDataAccess") return null;
            if (Word(assembly.Name) is not { } word) continue;
            if (only is not null && only != word) return null;
            only = word;
        }

        return only;
    }

    /// <summary>A statement that reads what it writes cannot meet another one, or may run where it cannot: SQLite has one writer at a time, MySQL locks what is read.</summary>
    public static bool MayBeSerial(Access statement, Compilation compilation)
    {
        if (statement.Source.Operation is IInvocationOperation call && Runner(call) is { TypeKind: TypeKind.Class, IsAbstract: false } runner && Word(runner.ContainingAssembly.Name) is not null) return IsSerial(runner.ContainingAssembly.Name);
        return compilation.ReferencedAssemblyNames.Any(assembly => IsSerial(assembly.Name));
    }

    private static bool IsSerial(string assembly) => assembly.IndexOf("sqlite", StringComparison.OrdinalIgnoreCase) >= 0 || assembly.IndexOf("mysql", StringComparison.OrdinalIgnoreCase) >= 0;

    private static string? Word(string assembly) => assembly switch
    {
        "Npgsql" or "Microsoft.Data.Sqlite" => "RETURNING",
        "Microsoft.Data.SqlClient" or "System.Data.SqlClient" => "OUTPUT",
        _ => null,
    };

    private static ITypeSymbol? Runner(IInvocationOperation call)
    {
        var runner = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        while (runner is IConversionOperation conversion) runner = conversion.Operand;
        return runner?.Type;
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace RaceSafe.Runtime.Sql.Tests;

/// <summary>
/// The public surface as a file, so that a change of it is seen in review. After an intended change copy the file that the failure names over
/// PublicApi.txt.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_one_that_is_written_down()
    {
        var actual = Describe(typeof(SqlAtomicStore).Assembly);
        var path = Path.Combine(AppContext.BaseDirectory, "PublicApi.actual.txt");
        File.WriteAllLines(path, actual);
        var expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        Assert.True(expected.SequenceEqual(actual),
            $"added: {string.Join(" | ", actual.Except(expected))}; removed: {string.Join(" | ", expected.Except(actual))}; see {path}");
    }

    private static List<string> Describe(Assembly assembly)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var lines = new List<string>();
        foreach (var type in assembly.GetExportedTypes())
        {
            lines.Add(type.ToString());
            lines.AddRange(
                from member in type.GetMembers(own)
                where member is not MethodInfo { IsSpecialName: true } and not Type and not PropertyInfo { Name: "EqualityContract" }
                where member.GetCustomAttribute<CompilerGeneratedAttribute>() is null && IsVisible(member)
                select $"{type}: {Signature(member)}");
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors().Length > 0,
        FieldInfo field => field.IsPublic,
        _ => false,
    };

    private static string Signature(MemberInfo member) => member is MethodBase method
        ? $"{member} ({string.Join(", ", method.GetParameters().Select(p => p.Name + (p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")))})"
        : member is PropertyInfo { CanWrite: true } ? $"{member} set" : $"{member}";
}

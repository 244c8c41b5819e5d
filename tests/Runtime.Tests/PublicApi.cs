using System.Reflection;
using System.Runtime.CompilerServices;

namespace RaceSafe.Runtime.Tests;

/// <summary>The public surface of an assembly, compared with the listing that is checked in beside the test. Linked into each runtime's tests.</summary>
internal static class PublicApi
{
    public static void AssertIsWrittenDown(Assembly assembly)
    {
        var actual = Describe(assembly);
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

using System.Reflection;
using System.Text;
using Xunit;

namespace Sockeye.Tests.House;

/// <summary>
/// What the library offers is what is approved in PublicApi.txt: a change of it is a decision. SOCKEYE_APPROVE=1 writes the
/// file anew.
/// </summary>
public class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const string Approved = "tests/House/PublicApi.txt";

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        StringBuilder surface = new();
        foreach (string name in (string[])["Protocols", "Servers", "Load"]) Print(Assembly.Load($"Sockeye.{name}"), surface);
        if (Environment.GetEnvironmentVariable("SOCKEYE_APPROVE") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Approved), surface.ToString());
        Assert.Equal(Repository.Read(Approved), surface.ToString());
    }

    private static void Print(Assembly assembly, StringBuilder surface)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            surface.Append(type.FullName).Append('\n');
            IEnumerable<string> members = type.GetMembers(Declared)
                .Where(IsOffered).Select(member => $"    {member}").Order(StringComparer.Ordinal);
            foreach (string member in members) surface.Append(member).Append('\n');
        }
    }

    // What the compiler writes for records and properties is not listed: it follows from the rest.
    private static bool IsOffered(MemberInfo member) => !member.Name.Contains('<', StringComparison.Ordinal) && member switch
    {
        MethodBase { IsSpecialName: true, IsConstructor: false } => false,
        MethodBase method => (method.IsPublic || method.IsFamily) && method.Name is not
            ("ToString" or "GetHashCode" or "Equals" or "PrintMembers" or "Deconstruct"),
        PropertyInfo property => (property.GetMethod ?? property.SetMethod) is { } accessor && (accessor.IsPublic || accessor.IsFamily)
            && property.Name != "EqualityContract",
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        _ => false,
    };
}

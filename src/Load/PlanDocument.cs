using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Load;

/// <summary>A plan as JSON: every property, in one order, so that equal plans are equal text.</summary>
internal static class PlanDocument
{
    internal static string Write(ClientPlan plan) => JsonSerializer.Serialize(plan, PlanJson.Default.ClientPlan);

    internal static ClientPlan Read(string json)
    {
        ClientPlan plan = JsonSerializer.Deserialize(json, PlanJson.Default.ClientPlan) ?? throw new JsonException("null is no plan");
        // The generated reader sets what is missing to nothing, and not to what a new plan has.
        if (plan.EndPoint is null || plan.PingsByClient is null || plan.SourceAddresses is null || plan.Cpus is null)
            throw new JsonException("a plan has every property, and here some are missing");
        return plan;
    }

    // Neither where the server listens nor who carries which part changes what is asked of it.
    internal static string Hash(ClientPlan plan)
    {
        ClientPlan asked = plan with
        {
            EndPoint = Somewhere,
            Segment = Segment.Whole,
            SourceAddresses = [],
            Cpus = [],
            Workers = 1,
            Transport = Transport.Auto,
            Spin = false,
            PingsByClient = new SortedDictionary<int, int>(plan.PingsByClient.ToDictionary()),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(asked))));
    }

    private static readonly IPEndPoint Somewhere = new(IPAddress.Any, 0);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(EndPointJson), typeof(AddressJson)])]
[JsonSerializable(typeof(ClientPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>An end point as text: <c>127.0.0.1:8000</c>, or <c>unix:</c> and a path.</summary>
internal sealed class EndPointJson : JsonConverter<EndPoint>
{
    private const string Unix = "unix:";

    public override EndPoint Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        string text = reader.GetString() ?? "";
        if (text.StartsWith(Unix, StringComparison.Ordinal)) return OfPath(text[Unix.Length..]);
        return IPEndPoint.TryParse(text, out IPEndPoint? address) ? address : throw new JsonException($"«{text}» is no end point");
    }

    public override void Write(Utf8JsonWriter writer, EndPoint value, JsonSerializerOptions options) => writer.WriteStringValue(
        value is UnixDomainSocketEndPoint ? Unix + value : Convert.ToString(value, CultureInfo.InvariantCulture));

    private static UnixDomainSocketEndPoint OfPath(string path)
    {
        try
        {
            return new(path);
        }
        catch (ArgumentException broken)
        {
            throw new JsonException($"«{path}» is no path of a Unix socket", broken);
        }
    }
}

/// <summary>An address as text.</summary>
internal sealed class AddressJson : JsonConverter<IPAddress>
{
    // Asked also where nothing stands in the list.
    public override bool HandleNull => true;

    public override IPAddress Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out IPAddress? address) ? address : throw new JsonException("no address");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

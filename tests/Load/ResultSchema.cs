using NJsonSchema;
using NJsonSchema.Validation;
using Sockeye.Tests.House;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>The schema in the documents.</summary>
internal static class ResultSchema
{
    private const string Path = "docs/schema/result.schema.json";

    internal static async Task<ICollection<ValidationError>> Validate(string json)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Repository.Read(Path), TestContext.Current.CancellationToken);
        return schema.Validate(json);
    }
}

using System.Runtime.CompilerServices;
using Sockeye.Linux;

namespace Sockeye.Tests.Linux;

/// <summary>This assembly, started as a child in other circumstances: it says what the kernel lets it use there, and ends.</summary>
internal static class KernelSupportChild
{
    internal const string Variable = "SOCKEYE_TELL_KERNEL_SUPPORT";

    [ModuleInitializer]
    internal static void Tell()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) return;
        Console.Out.WriteLine(KernelSupport.IoUring.Refusal ?? "io_uring is supported");
        Environment.Exit(0);
    }
}

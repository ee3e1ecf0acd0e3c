using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>Several observers as one are told all that one is told.</summary>
public class ServerObserversTests
{
    public static TheoryData<string> Events => [.. typeof(ServerObserver).GetMethods()
        .Where(method => method.DeclaringType == typeof(ServerObserver)).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_reaches_each_of_them_in_turn(string name)
    {
        List<(Spy, string)> told = [];
        Spy first = new(told), second = new(told);
        MethodInfo happens = typeof(ServerObserver).GetMethod(name)!;
        happens.Invoke(new ServerObservers(first, second), [.. happens.GetParameters().Select(Any)]);
        Assert.Equal([(first, name), (second, name)], told);
    }

    private static object? Any(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : null;
    }

    private sealed class Spy(List<(Spy, string)> told) : ServerObserver
    {
        public override void Accepted(long connection, EndPoint? peer) => Tell();

        public override void Rejected() => Tell();

        public override void Queued(long connection, int length) => Tell();

        public override void Started(long connection, int worker) => Tell();

        public override void HandlingBegan(long connection, int worker, int offered) => Tell();

        public override void HandlingEnded(long connection, int worker, int consumed, long messages, long? client) => Tell();

        public override void Paused(long connection, int worker, bool blocking) => Tell();

        public override void Resumed(long connection, int worker) => Tell();

        public override void HandlerWasSlow(long connection, int worker, TimeSpan time) => Tell();

        public override void Sent(long connection, int worker, int bytes) => Tell();

        public override void Faulted(long connection, Exception exception) => Tell();

        public override void ServerFaulted(long connection, Exception exception) => Tell();

        public override void LateReply(long connection) => Tell();

        public override void RingCounted(int worker, in RingCounters counters) => Tell();

        public override void Closed(in ClosedConnection closed) => Tell();

        public override void AcceptFailed(SocketError error, AcceptTier tier, TimeSpan pause) => Tell();

        private void Tell([CallerMemberName] string name = "") => told.Add((this, name));
    }
}

using System.Net;
using System.Net.Sockets;

namespace Sockeye.Bench;

/// <summary>A plain server on SocketAsyncEventArgs: two of them and two buffers a connection, without any limit or clock.</summary>
internal sealed class SaeaPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly SocketAsyncEventArgs _send = new();
    private readonly byte[] _input = new byte[4096];
    private readonly byte[] _output = new byte[4096];
    private int _held;
    private int _unsent;

    private SaeaPeer(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        _receive.Completed += (_, _) => Run(received: true);
        _send.Completed += (_, _) => Run(received: false);
    }

    internal static void Serve()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Child.SayPort(listener.LocalEndPoint);
        SocketAsyncEventArgs accept = new();
        accept.Completed += (_, _) => Accepted(listener, accept);
        if (!listener.AcceptAsync(accept)) Accepted(listener, accept);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
        _send.Dispose();
    }

    private static void Accepted(Socket listener, SocketAsyncEventArgs accept)
    {
        do
        {
            if (accept.AcceptSocket is { } socket) new SaeaPeer(socket).Begin();
            accept.AcceptSocket = null;
        }
        while (!listener.AcceptAsync(accept));
    }

    private void Begin()
    {
        _receive.SetBuffer(_input);
        if (!_socket.ReceiveAsync(_receive)) Run(received: true);
    }

    // Something has completed: goes on until something has not, or until the connection is over.
    private void Run(bool received)
    {
        do
        {
            if (!(received ? TakeReceived() : TakeSent()))
            {
                Dispose();
                return;
            }
            received = _unsent == 0 && !Answer();
        }
        while (!(received ? StartReceive() : StartSend()));
    }

    private bool TakeReceived()
    {
        _held += _receive.BytesTransferred;
        return _receive.SocketError == SocketError.Success && _receive.BytesTransferred > 0;
    }

    private bool TakeSent()
    {
        _unsent -= _send.BytesTransferred;
        return _send.SocketError == SocketError.Success;
    }

    private bool Answer()
    {
        int consumed = Pongs.Answer(_input.AsSpan(0, _held), _output, out int written);
        _input.AsSpan(consumed, _held - consumed).CopyTo(_input);
        _held -= consumed;
        _unsent = written;
        if (written > 0) _send.SetBuffer(_output, 0, written);
        return written > 0;
    }

    private bool StartReceive()
    {
        _receive.SetBuffer(_input, _held, _input.Length - _held);
        return _socket.ReceiveAsync(_receive);
    }

    private bool StartSend()
    {
        _send.SetBuffer(_send.Offset + _send.Count - _unsent, _unsent);
        return _socket.SendAsync(_send);
    }
}

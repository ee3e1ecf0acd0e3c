"""Python asyncio: a BufferedProtocol that answers each line «ping …» with «pong …», and a read's replies by one write.

A Protocol's data_received costs up to three times as much: asyncio allocates 256 KiB for each read, and depending on the heap's
state that is an mmap(2) and a munmap(2). One buffer serves all connections, since each read is answered before the next.
"""
import asyncio
import os
import resource
import sys

REFUSAL = b"error expected: ping [client [sequence]]\n"


received = memoryview(bytearray(64 * 1024))


class PingPong(asyncio.BufferedProtocol):
    def connection_made(self, transport):
        self.transport = transport
        self.rest = b""

    def get_buffer(self, size_hint):
        return received

    def buffer_updated(self, count):
        *lines, self.rest = (self.rest + received[:count]).split(b"\n")
        if lines:
            self.transport.write(b"".join([self.answer(line) for line in lines]))

    @staticmethod
    def answer(line):
        return b"pong" + line[4:] + b"\n" if line.startswith(b"ping") else REFUSAL


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(PingPong, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), lambda: os.read(sys.stdin.fileno(), 1) or ended.set())
    await ended.wait()


_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
asyncio.run(serve())

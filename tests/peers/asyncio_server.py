"""A ping/pong server on asyncio, as one would write it: python3 asyncio_server.py PORT."""
import asyncio
import sys


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            command, _, rest = line.partition(b" ")
            writer.write(b"pong " + rest if command == b"ping" else b"error: not a ping\n")
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), backlog=512)
    async with server:
        await server.serve_forever()


asyncio.run(main())

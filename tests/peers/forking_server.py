"""A ping/pong server with a process for each client, as one would write it: python3 forking_server.py PORT."""
import socketserver
import sys


class Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            for line in self.rfile:
                command, _, rest = line.partition(b" ")
                self.wfile.write(b"pong " + rest if command == b"ping" else b"error: not a ping\n")
        except ConnectionError:
            pass


class Server(socketserver.ForkingTCPServer):
    allow_reuse_address = True
    request_queue_size = 512


with Server(("127.0.0.1", int(sys.argv[1])), Conversation) as server:
    server.serve_forever()

"""A ping/pong server with a thread for each client, as one would write it: python3 threaded_server.py PORT."""
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


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512


with Server(("127.0.0.1", int(sys.argv[1])), Conversation) as server:
    server.serve_forever()

"""A mail server of a few lines, for tests: it takes what it is given and keeps it."""

import socketserver
from email import message_from_bytes
from email.message import Message
from queue import Queue
from threading import Thread


class _Session(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self.say("354 go on")
                self.server.taken.put(message_from_bytes(self.read_message()))
                self.say("250 kept")
            elif line.startswith(b"QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `next()` waits for a mail."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: Queue[Message] = Queue()
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """As QUIZAPP_MAIL_URL wants it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def next(self) -> Message:
        """The next mail, waited for."""
        return self.taken.get(timeout=10)

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()

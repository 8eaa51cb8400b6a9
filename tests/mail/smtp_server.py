"""A real SMTP server whose answer depends on whom a message is for."""

import socket
import time

from aiosmtpd.controller import Controller


class Answers:
    """``refused@`` 550, ``grey@`` 451 at RCPT; ``full@`` 452, ``virus@`` 554 after DATA; ``dropped@`` hangs up after
    DATA; ``slow@`` answers too late. The rest is taken and kept in `taken`."""

    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.partition("@")[0]
        if who in {"refused", "grey"}:
            return {"refused": "550 no such user", "grey": "451 come back later"}[who]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        who = envelope.rcpt_tos[0].partition("@")[0]
        if who in {"full", "virus"}:
            return {"full": "452 mailbox full", "virus": "554 not this"}[who]
        self.taken.append(envelope.content)
        if who == "dropped":
            server.transport.close()
        if who == "slow":
            time.sleep(1.5)
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server(Controller):
    def __init__(self):
        super().__init__(Answers(), hostname="127.0.0.1", port=free_port())

    @property
    def mailers(self):
        """The setting that sends to it."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 0.5}
        return {"default": {"BACKEND": "observatori.mail.SmtpBackend", "OPTIONS": options}}

    def stop(self):
        """Stop it, also one that a test has stopped already."""
        if not self.loop.is_closed():
            super().stop()

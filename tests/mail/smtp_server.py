"""A real SMTP server whose answer depends on whom a message is for."""

import asyncio

from aiosmtpd.controller import Controller

from tests.ports import free_port
from tests.waiting import PATIENCE

HURRY = 3  # seconds that a client waits for the answer that never comes


class Answers:
    """``refused@`` 550, ``grey@`` 451 at RCPT; ``full@`` 452, ``virus@`` 554 after DATA; ``dropped@`` hangs up after
    DATA; ``slow@`` never answers. The rest is taken and kept in `taken`."""

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
            await asyncio.sleep(2 * PATIENCE)  # called off when the client hangs up
        return "250 OK"


class Server(Controller):
    def __init__(self):
        super().__init__(Answers(), hostname="127.0.0.1", port=free_port())

    def mailers(self, timeout=PATIENCE):
        """The setting that sends to it, and waits for each answer so many seconds."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": timeout}
        return {"default": {"BACKEND": "observatori.mail.SmtpBackend", "OPTIONS": options}}

    def stop(self):
        """Stop it, also one that a test has stopped already."""
        if not self.loop.is_closed():
            super().stop()

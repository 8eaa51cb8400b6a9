"""A port for a server that a test starts."""

import contextlib
import secrets
import socket

# Below 32768 the kernel gives none by itself: what connects meanwhile, or binds port 0, cannot be given ours.
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """A port of this machine that nobody has; not by `random`, which every worker seeds alike."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port

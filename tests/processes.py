"""Run pytest, and fail when a process that the suite started outlives it: ``python tests/processes.py ARGS``.

Every orphan of the suite becomes a child of this process (a child subreaper), so none can hide by detaching
itself, as the database’s keeper rightly does: that one ends by itself when its last user is gone.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time

import psutil

PR_SET_CHILD_SUBREAPER = 36  # Linux, prctl(2)
PATIENCE = 60  # seconds: the database stops within two of its last user’s end, on a machine at rest


def runs(process: psutil.Process) -> bool:
    """Whether ``process`` is still at work; a zombie is not, it only waits to be counted."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def outlasting(find, seconds: float) -> list[psutil.Process]:
    """What ``find()`` still returns and runs after ``seconds``; none as soon as all have ended."""
    limit = time.monotonic() + seconds
    while (alive := [process for process in find() if runs(process)]) and time.monotonic() < limit:
        time.sleep(0.05)
    return alive


def adopt_orphans(adopt: bool = True) -> None:
    """Become the parent of whatever our descendants leave behind (Linux; elsewhere nothing is watched)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(adopt))


def bury() -> None:
    """Collect the orphans that have ended, so that they do not stay in the list of processes."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def exit_code_of(child: int) -> int:
    """Wait for ``child`` to end, and meanwhile for every orphan that comes to us."""
    ended, status = os.wait()
    while ended != child:
        ended, status = os.wait()
    return os.waitstatus_to_exitcode(status)


def descendants() -> list[psutil.Process]:
    bury()
    return psutil.Process().children(recursive=True)


def main(arguments: list[str]) -> int:
    """Exit code of pytest with ``arguments``, or 1 where it left something running."""
    adopt_orphans()
    suite = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-m", "pytest", *arguments])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches pytest too, which ends in order
    signal.signal(signal.SIGTERM, lambda *_: os.kill(suite, signal.SIGTERM))
    code = exit_code_of(suite)
    alive = outlasting(descendants, PATIENCE)
    for process in alive:
        sys.stderr.write(f"Un procés dels tests no s’ha aturat: {process.pid} {process.cmdline()}\n")
        process.kill()
    return code or int(bool(alive))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

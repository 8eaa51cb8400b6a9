"""Run pytest, and fail when a process that the suite started outlives it: ``python tests/processes.py ARGS``.

Every orphan of the suite becomes a child of this process (a child subreaper), so none can hide by detaching
itself, as the database’s keeper rightly does: that one ends by itself when its last user is gone.
"""

import ctypes
import subprocess
import sys
import time

import psutil

PR_SET_CHILD_SUBREAPER = 36  # Linux, prctl(2)
PATIENCE = 10  # seconds: the database stops within two of its last user’s end


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


def main(arguments: list[str]) -> int:
    """Exit code of pytest with ``arguments``, or 1 where it left something running."""
    adopt_orphans()
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments])
    alive = outlasting(lambda: psutil.Process().children(recursive=True), PATIENCE)
    for process in alive:
        sys.stderr.write(f"Un procés dels tests no s’ha aturat: {process.pid} {process.cmdline()}\n")
        process.kill()
    return code or int(bool(alive))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

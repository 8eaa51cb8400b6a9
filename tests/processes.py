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


def adopt_orphans():
    """Become the parent of whatever our descendants leave behind (Linux; elsewhere nothing is watched)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def leftovers(patience):
    """The descendants still running ``patience`` seconds from now, or none as soon as all have ended."""
    limit = time.monotonic() + patience
    while (alive := [child for child in psutil.Process().children(recursive=True) if _runs(child)]) and (
        time.monotonic() < limit
    ):
        psutil.wait_procs(alive, timeout=0.2)
    return alive


def _runs(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def main(arguments):
    """Exit code of pytest, or 1 where it left something running."""
    adopt_orphans()
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments])
    alive = leftovers(PATIENCE)
    for process in alive:
        sys.stderr.write(f"Un procés dels tests no s’ha aturat: {process.pid} {process.cmdline()}\n")
        process.kill()
    return code or bool(alive)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

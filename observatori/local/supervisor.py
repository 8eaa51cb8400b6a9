"""Several programs as one: they start together, and when one of them ends, or we are told to, all stop."""
# ruff: noqa: S603 — starting programs is what this file is for

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

GRACE = 12  # seconds for all programs together to end in order
TICK = 0.2  # seconds between two looks at the programs
PR_SET_PDEATHSIG = 1  # Linux, prctl(2)
LIBC = ctypes.CDLL(None)


def end_with_parent(parent: int) -> None:
    """Have this process receive SIGTERM when process ``parent`` ends, also after kill -9 (Linux only)."""
    if sys.platform != "linux":
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), signal.SIGTERM)


def supervise(
    programs: Mapping[str, Sequence[str]], *, ready: Callable[[], bool], tell: Callable[[str], None]
) -> int:
    """Run ``programs`` (name → command) until SIGINT, SIGTERM or SIGHUP (0), or until one of them ends (1).

    The first one starts alone, because people wait for it; the rest once ``ready`` says that it works.
    ``tell`` hears which program ended by itself.
    """
    told = _told_to_stop()
    (first, command), *rest = programs.items()
    children = {first: _start(command)}
    ended = None
    while not ended and not told.wait(TICK):
        if rest and ready():
            children |= {name: _start(command) for name, command in rest}
            rest = []
        ended = next((name for name, child in children.items() if child.poll() is not None), None)
    if ended:
        tell(f"«{ended}» s’ha aturat tot sol (codi {children[ended].returncode}); s’atura la resta.")
    _stop(children.values())
    return 1 if ended else 0


def _told_to_stop():
    told = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if wanted != signal.SIGHUP or signal.getsignal(wanted) != signal.SIG_IGN:  # nohup stays nohup
            signal.signal(wanted, lambda *_: told.set())
    return told


def _start(command):
    """In a session of its own: Ctrl-C at the terminal reaches us alone, and we end the programs in order."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(end_with_parent, os.getpid()),
    )


def _stop(children):
    for child in children:
        child.terminate()  # the main process only: it ends its own children in order
    limit = time.monotonic() + GRACE
    for child in children:
        _wait(child, max(0, limit - time.monotonic()))
        _kill_group(child)


def _wait(child, seconds):
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _kill_group(child):
    """End what a program that has ended left of its own."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return

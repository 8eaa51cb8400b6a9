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
PATIENCE = 60  # seconds for the first program to work
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
    ``tell`` hears why it gave up.
    """
    told = _told_to_stop()
    (first, command), *rest = programs.items()
    children = {first: _start(command)}
    limit = time.monotonic() + PATIENCE
    reason = None
    while not reason and not told.wait(TICK):
        reason = _ended(children)
        if limit and ready():
            children |= {name: _start(command) for name, command in rest}
            limit = None
        elif limit and time.monotonic() > limit:
            reason = f"«{first}» no ha contestat en {PATIENCE} segons"
    if reason:
        tell(f"{reason}; s’atura tot.")
    _stop(children.values())
    return 1 if reason else 0


def _ended(children):
    for name, child in children.items():
        if child.poll() is not None:
            return f"«{name}» s’ha aturat sense que ningú ho demanés (codi {child.returncode})"
    return None


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

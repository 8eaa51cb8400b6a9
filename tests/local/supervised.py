"""A program that supervises shell scripts named 0, 1, 2…: ``ready|never GRACE SCRIPT…``; "ready" says so at once."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from observatori.local import supervisor


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    return True


if __name__ == "__main__":
    supervisor.PATIENCE, supervisor.GRACE = 1, int(sys.argv[2])
    supervisor.end_with_parent(os.getppid())
    programs = {str(number): ["sh", "-c", script] for number, script in enumerate(sys.argv[3:])}
    ready = {"ready": lambda: say("ready"), "never": lambda: False}[sys.argv[1]]
    sys.exit(supervisor.supervise(programs, ready=ready, tell=say))

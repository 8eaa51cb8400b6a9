"""Runs a program over a hostile file in a child process that can take neither memory, nor time, nor disk.

This file is both sides: imported, it starts the child; started by Python, it is the child, which gives itself
the limits before it looks at the file. It imports nothing of the project, so that the child starts at once.
"""

import json
import resource
import runpy
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

SECONDS = 5
MEMORY = 768 * 1024 * 1024  # bytes of address space: the libraries alone map more than 200 MB


class Unreadable(Exception):
    """The child ran out of time or memory, or broke down."""


def run(program: Path, file: BinaryIO, *arguments: str, seconds: float = SECONDS):
    """Run the Python file `program` with `file` as its standard input; return the JSON that it prints.

    Raises Unreadable when it takes longer than `seconds` (it is killed), needs too much memory or fails.
    """
    command = [sys.executable, "-I", __file__, str(program), *arguments]
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        copyfileobj(file, copy)
        copy.seek(0)
        try:
            child = subprocess.run(  # noqa: S603 - our own interpreter and our own file
                command,
                stdin=copy,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                cwd="/",
                env={},
                check=True,
            )
            return json.loads(child.stdout)
        except (subprocess.SubprocessError, ValueError) as failure:
            raise Unreadable from failure


def limit_resources() -> None:
    """Give this process its limits for good."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS knows the limit on memory but does not take it
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit_resources()
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")

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

SECONDS = 2  # of the processor, not of the clock: a loaded machine refuses no good file
PATIENCE = 10  # times as long by the clock, for a child that waits instead of working
MEMORY = 512 * 1024 * 1024  # bytes of address space: the libraries alone map more than 200 MB


class Unreadable(Exception):
    """The child ran out of time or memory, or broke down."""


def run(program: Path, file: BinaryIO, *arguments: str, seconds: int = SECONDS):
    """Run the Python file `program` with `file` as its standard input; return the JSON that it prints.

    Raises Unreadable when it works longer than `seconds` (it is killed), needs too much memory or fails.
    """
    try:
        return json.loads(output(program, file, *arguments, seconds=seconds))
    except ValueError as failure:
        raise Unreadable from failure


def output(program: Path, file: BinaryIO, *arguments: str, seconds: int = SECONDS) -> bytes:
    """Return what the program prints. Raises Unreadable as `run` does."""
    command = [sys.executable, "-I", __file__, str(seconds), str(program), *arguments]
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
                timeout=seconds * PATIENCE,
                cwd="/",
                env={},
                check=True,
            )
            return child.stdout
        except subprocess.SubprocessError as failure:
            raise Unreadable from failure


def limit_resources(seconds: int) -> None:
    """Give this process its limits for good."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS knows the limit on memory but does not take it
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit_resources(int(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")

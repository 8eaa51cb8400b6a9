"""The documents of figures in `docs/`: what a long command measured, when, and on what kind of machine."""

import os
import platform
from datetime import date
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def machine() -> str:
    """The processor and cores of this machine, without its name."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return f"{os.cpu_count()} cores, {names[0] if names else platform.machine()}"


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def write_figures(name: str, title: str, *paragraphs: str, command: str = "") -> None:
    """Write `docs/<name>.md`, over what an earlier round left there; `command` of make, where it is not the name."""
    about = f"Written by `make {command or name}` on {date.today():%Y-%m-%d}; {machine()}."
    (DOCS / f"{name}.md").write_text("\n\n".join([f"# {title}", about, *paragraphs]) + "\n")

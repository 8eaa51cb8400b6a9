"""The data files that come with the project."""

import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
CASES = DATA / "cases"


def read_data(name: str) -> dict:
    """Return what the project’s file `name` holds."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))

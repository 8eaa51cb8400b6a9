"""A program that uses the database: ``DATA name=value…``; prints its HOST and stays until stdin ends."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from observatori.local import database

if __name__ == "__main__":
    settings = dict(setting.split("=") for setting in sys.argv[2:])
    sys.stdout.write(database.ensure(sys.argv[1], **settings) + "\n")
    sys.stdout.flush()
    sys.stdin.read()

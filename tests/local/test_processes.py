"""The suite’s own watch over what it starts, tried on suites of one test."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.processes import outlasting
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
WATCH = "import sys; from tests import processes; processes.PATIENCE = 0.5; sys.exit(processes.main(sys.argv[1:]))"
PASSES = "def test_one(): pass"
FAILS = "def test_one(): raise ValueError"
LEAVES = """
import subprocess

def test_one():
    subprocess.run(["sh", "-c", "setsid sleep 61 >/dev/null 2>&1 & echo $! >left"], check=True)
"""


def watched(folder, text):
    """The result of a suite whose one file holds ``text``."""
    folder.joinpath("test_one.py").write_text(text)
    folder.joinpath("pytest.ini").touch()
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {WATCH}"],
        cwd=folder,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("text", "code"), [(PASSES, 0), (FAILS, 1)])
def test_suite_that_leaves_nothing_keeps_its_own_result(tmp_path, text, code):
    done = watched(tmp_path, text)
    assert (done.returncode, done.stderr) == (code, "")


def test_detached_process_is_named_ended_and_fails_the_suite(tmp_path):
    done = watched(tmp_path, LEAVES)
    assert "1 passed" in done.stdout
    left = int(tmp_path.joinpath("left").read_text())
    assert f"Un procés dels tests no s’ha aturat: {left} ['sleep', '61']" in done.stderr
    assert done.returncode == 1
    assert not outlasting(lambda: [one for one in psutil.process_iter() if one.pid == left], PATIENCE)

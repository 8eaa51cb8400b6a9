import io
import os

import pytest

from observatori.documents import sandbox
from tests.waiting import PATIENCE


def program(tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text)
    return path


def test_the_answer_of_the_program_comes_back(tmp_path):
    upper = program(tmp_path, "import json, sys\nprint(json.dumps([sys.argv[1], sys.stdin.read().upper()]))")

    assert sandbox.run(upper, io.BytesIO(b"conveni"), "pdf") == ["pdf", "CONVENI"]


@pytest.mark.parametrize(
    ("busy", "seconds"), [("while True: pass", PATIENCE), ("time.sleep(600)", 6)], ids=["works", "waits"]
)
def test_a_program_that_takes_too_long_is_killed(tmp_path, busy, seconds, monkeypatch):
    """The seconds of the clock let it begin on a loaded machine; who works is killed by those of the processor."""
    monkeypatch.setattr(sandbox, "PATIENCE", seconds)
    idler = program(
        tmp_path,
        f"import os, time\nos.write(os.open({str(tmp_path / 'fifo')!r}, os.O_WRONLY), b'%d' % os.getpid())\n"
        f"{busy}",
    )
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    started = os.times().children_user

    with pytest.raises(sandbox.Unreadable):
        sandbox.run(idler, io.BytesIO(), seconds=1)

    assert os.times().children_user - started < 2
    pid = int(os.read(reader, 20))
    os.close(reader)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(
    "text",
    [
        "bytearray(2 * 1024 ** 3); print(1)",
        "open(__file__ + '.txt', 'w').write('x' * 100_000); print(1)",
        "raise SystemExit(3)",
        "print('no JSON')",
    ],
    ids=["takes memory", "writes to disk", "breaks down", "answers nonsense"],
)
def test_a_program_that_goes_wrong_is_unreadable(tmp_path, text):
    with pytest.raises(sandbox.Unreadable):
        sandbox.run(program(tmp_path, text), io.BytesIO())


def test_the_program_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    nosy = program(tmp_path, "import json, os\nprint(json.dumps('SECRET_KEY' in os.environ))")

    assert sandbox.run(nosy, io.BytesIO()) is False

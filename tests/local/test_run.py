"""`manage.py run` on a copy of the project, as after a fresh clone: everything up, and nothing left behind."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from django.core.management import call_command

from tests.ports import free_port
from tests.processes import outlasting
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
NOT_CLONED = shutil.ignore_patterns(
    ".git", ".venv", "var", "tests", "__pycache__", "*.mo", ".*_cache", ".hypothesis"
)
PING = """
from observatori.celery import app
while not (pong := app.control.ping(timeout=1, limit=1)):  # the worker starts once the web server is up
    pass
print(pong[0].popitem()[1]["ok"])
"""
OURS = re.compile(r"DJANGO_|OBSERVATORI_|DATABASE_|REDIS_|PORT$")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the project in a folder with a space, which nothing is at work in afterwards."""
    folder = tmp_path_factory.mktemp("run") / "el projecte"
    shutil.copytree(ROOT, folder, ignore=NOT_CLONED)
    yield folder
    assert not outlasting(lambda: processes(folder), PATIENCE)


@pytest.fixture
def port():
    return free_port()


def processes(folder):
    found = psutil.process_iter(["cwd", "cmdline"])
    return [
        process
        for process in found
        if process.info["cwd"] == str(folder)
        or any(str(folder) in word for word in process.info["cmdline"] or [])
    ]


@contextlib.contextmanager
def start(clone, *arguments):
    """`manage.py` in ``clone`` with the environment a person has; ended with the test, however that ends."""
    environment = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    with subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            program.kill()  # does nothing to one that has ended; without it a failed test would wait for ever


def refused(clone, port):
    """What `run` says on stderr when it does not start."""
    with start(clone, "run", "--port", str(port)) as program:
        _, said = program.communicate(timeout=PATIENCE)
    assert program.returncode == 1
    return said


@contextlib.contextmanager
def up(clone, port):
    """`run`, once it has said its address and the rest is at work."""
    with start(clone, "run", "--port", str(port)) as program:
        *steps, address = (program.stdout.readline() for _ in range(6))
        assert address == f"L’Observatori és a http://127.0.0.1:{port}/\n", (steps, program.stderr.read())
        # A child just forked still has its parent’s command line.
        assert until(lambda: {"granian", "worker", "beat"} <= all_words(clone)), all_words(clone)
        yield program


def all_words(clone):
    return {word for each in processes(clone) for word in words(each)}


def words(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


def get(port, path):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_port_of_another_program_is_refused_in_a_sentence(clone, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said = refused(clone, port)
    assert f"No es pot fer servir el port {port}: ja l’ocupa un altre programa." in said
    assert "Traceback" not in said


def test_everything_comes_up_works_and_ends_in_order(clone, port):
    with up(clone, port) as program:
        status, page = get(port, "/")
        assert status == http.HTTPStatus.OK
        (style, *_) = re.findall(r'href="(/static/[^"]+\.css)"', page)
        assert get(port, style)[0] == http.HTTPStatus.OK
        assert f"L’Observatori ja està en marxa a http://127.0.0.1:{port}/" in refused(clone, port)
        with start(clone, "shell", "-c", PING) as asked:
            assert asked.communicate(timeout=PATIENCE)[0].endswith("pong\n")
        program.terminate()
        program.communicate(timeout=PATIENCE)
        assert program.returncode == 0
    assert not outlasting(lambda: processes(clone), PATIENCE)


def test_killed_run_takes_everything_along(clone, port):
    with up(clone, port) as program:
        program.kill()
        program.communicate()
    assert not outlasting(lambda: processes(clone), PATIENCE)


def test_only_a_single_machine_runs_everything_itself(settings):
    settings.MODE = "production"
    with pytest.raises(SystemExit, match="només és per a una màquina sola"):
        call_command("run", port=1)

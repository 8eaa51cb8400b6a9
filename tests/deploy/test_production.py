"""The containers’ own programs and health checks, run here with production settings, a Redis and a PostgreSQL."""

import ast
import contextlib
import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
import yaml
from django.conf import settings

from tests.ports import free_port
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
HOST = "observatori.exemple.cat"
SERVICES = yaml.safe_load(ROOT.joinpath("docker-compose.yml").read_text())["services"]
WEB = ast.literal_eval(re.search(r"^CMD (.*)$", ROOT.joinpath("Dockerfile").read_text(), re.M)[1])
WORKER = shlex.split(SERVICES["worker"]["command"])
WEB_HEALTH = SERVICES["web"]["healthcheck"]["test"][1:]
WORKER_HEALTH = SERVICES["worker"]["healthcheck"]["test"][1].replace("$$", "$")


@pytest.fixture(scope="module")
def broker():
    """A Redis of our own; its address."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]
    with subprocess.Popen(["redis-server", *options]) as server:
        try:
            with redis.Redis(port=port) as client:
                assert until(lambda: answers(client))
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def answers(client):
    try:
        return client.ping()
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="module")
def environment(broker):
    """What a container of ours has, with addresses of this machine."""
    database = settings.DATABASES["default"]
    where = quote(database["HOST"], safe="")
    here = {
        "HOSTS": f"{HOST},altres.exemple.cat",
        "SECRET_KEY": "una clau de cinquanta caràcters, només per als tests",
        "DATABASE_URL": f"postgres://{database['USER']}@{where}/postgres",
        "REDIS_URL": broker,
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "OBSERVATORI_MODE": "production",
        "DJANGO_SETTINGS_MODULE": "observatori.settings",
        "PORT": str(free_port()),
        "HOSTNAME": socket.gethostname(),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    return os.environ | here


def started(command, environment):
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def healthy(command, environment):
    quiet = subprocess.DEVNULL
    return subprocess.call(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet) == 0


def test_web_container_is_healthy_while_its_program_runs(environment):
    assert not healthy(WEB_HEALTH, environment)
    web = started([word.replace("8000", environment["PORT"]) for word in WEB], environment)
    try:
        assert until(lambda: healthy(WEB_HEALTH, environment), 2 * PATIENCE)
        assert not healthy(WEB_HEALTH, environment | {"HOSTS": "algu.exemple.org"})
        assert redirected(int(environment["PORT"])) == f"https://{HOST}/"
    finally:
        web.terminate()
        web.wait()
    assert not healthy(WEB_HEALTH, environment)


def redirected(port):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/", headers={"Host": HOST})
        return connection.getresponse().headers["Location"]


def test_worker_container_is_healthy_while_its_program_runs(environment):
    pipe = subprocess.PIPE
    worker = subprocess.Popen(
        WORKER, cwd=ROOT, env=environment, stderr=pipe, text=True, start_new_session=True
    )
    try:
        assert any(line.rstrip().endswith("ready.") for line in worker.stderr)
        assert until(lambda: healthy(["sh", "-c", WORKER_HEALTH], environment))
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.communicate()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_says_in_a_sentence_what_is_missing(environment, missing):
    less = {name: value for name, value in environment.items() if name != missing}
    refused = subprocess.run(
        [sys.executable, "-c", "import observatori.settings"],
        cwd=ROOT,
        env=less,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert f"En producció falten aquestes variables d’entorn: {missing}." in refused.stderr

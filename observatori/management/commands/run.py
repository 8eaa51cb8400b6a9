"""Everything on one machine: set-up, web server, Celery worker and beat, until Ctrl-C."""

import errno
import fcntl
import http.client
import os
import socket
import sys
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from observatori.accounts.demo import DEMO_ROLES, create_demo_people, demo_password
from observatori.local import keeper, static_files, supervisor

HOST = "127.0.0.1"
THREADS = "4"  # in each web process, as many as its pool has connections: none waits for one
STEPS = {
    "Base de dades": partial(call_command, "migrate", verbosity=0),
    "Traduccions": partial(call_command, "compile_translations", verbosity=0),
    "Fitxers estàtics": static_files.collect_if_changed,
    "Vocabularis, aprenentatges i casos": partial(call_command, "load_data", if_empty=True, verbosity=0),
    "Comptes de demostració": create_demo_people,
}


def address(port: int) -> str:
    """The address a browser on this machine takes."""
    return f"http://{HOST}:{port}/"


def require_alone(port: int) -> None:
    """Refuse a second `run` in the same folder: two beats would do everything twice."""
    path = settings.VAR / "run.lock"
    try:
        descriptor = keeper.lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)  # never closed: it goes with us
    except BlockingIOError as error:
        raise SystemExit(f"L’Observatori ja està en marxa a {path.read_text()}") from error
    os.truncate(descriptor, 0)
    os.write(descriptor, address(port).encode())


def require_free(port: int) -> None:
    """Refuse a port that another program listens on, or that we may not have."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            taken = "ja l’ocupa un altre programa" if error.errno == errno.EADDRINUSE else error.strerror
            raise SystemExit(
                f"No es pot fer servir el port {port}: {taken}. Amb «PORT=8001 make run» se’n tria un altre."
            ) from error


def programs(port: int) -> dict[str, list[str]]:
    """Name → command of what makes up the platform on one machine."""
    quiet = ["-W", "ignore:You're running the worker"]  # as root: here the only messages are our own
    celery = [sys.executable, *quiet, "-m", "celery", "-A", "observatori", "--quiet"]
    web = ["--interface", "wsgi", "--no-ws", "--host", HOST, "--port", str(port), "--log-level", "warning"]
    size = ["--workers", str(settings.WEB_WORKERS), "--blocking-threads", THREADS, "--respawn-failed-workers"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    schedule = str(settings.VAR / "beat")
    return {
        "servidor web": [sys.executable, "-m", "granian", *web, *size, "observatori.wsgi:application"],
        "treballador": [*celery, "worker", "--concurrency", "2", "--loglevel", "warning", *alone],
        "rellotge": [*celery, "beat", "--schedule", schedule, "--loglevel", "warning"],
    }


def answers(port: int) -> bool:
    """Whether the web server serves pages already."""
    request = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        request.request("GET", "/estat/viu/")
        return request.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        request.close()


class Command(BaseCommand):
    help = "Ho prepara i ho engega tot en aquesta màquina; Ctrl-C ho atura."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *, port, **options):
        if settings.MODE != "local":
            raise SystemExit("«run» només és per a una màquina sola (OBSERVATORI_MODE=local).")
        supervisor.end_with_parent(os.getppid())
        require_alone(port)
        require_free(port)
        for title, step in STEPS.items():
            self.say(f"{title}…")
            step()
        connection.close_pool()  # its threads must not be there when the programs are forked off
        sys.exit(supervisor.supervise(programs(port), ready=lambda: self.announce(port), tell=self.say))

    def announce(self, port):
        if not answers(port):
            return False
        self.say(f"L’Observatori és a {address(port)}")
        self.say(f"Comptes per provar-lo, tots amb la contrasenya «{demo_password()}»:")
        for email, role in DEMO_ROLES.items():
            self.say(f"  {email} · {role}")
        self.say("Ctrl-C ho atura tot.")
        return True

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

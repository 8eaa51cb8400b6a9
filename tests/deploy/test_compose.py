"""The containers, which cannot run here, held against the settings and the code they start."""

import ast
import importlib
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from celery.bin.base import CLIContext
from celery.bin.celery import celery
from django.conf import settings
from django.core.management import get_commands, load_command_class
from granian.cli import cli as granian
from packaging.specifiers import SpecifierSet

from observatori import settings as observatori
from observatori.celery import app
from observatori.management.commands import run

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load(ROOT.joinpath("docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "observatori"}
DOCKERFILE = ROOT.joinpath("Dockerfile").read_text()
CADDYFILE = ROOT.joinpath("docs/deploy/Caddyfile").read_text()
NOT_SETTINGS = {"PATH", "PYTHONUNBUFFERED"}


def read_by_settings():
    """The environment variables whose names the settings give to `env`."""
    tree = ast.parse(Path(observatori.__file__).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    ours = [call for call in calls if ast.unparse(call.func).startswith("env.")]
    names = {call.args[0].value for call in ours if isinstance(call.args[0], ast.Constant)}
    return names | set(observatori.REQUIRED_IN_PRODUCTION)


def image_variables():
    """The variables the image itself sets."""
    return set(re.findall(r"(\w+)=", re.search(r"^ENV (.*)$", DOCKERFILE, re.M)[1]))


def commands():
    """Each program of ours that a container starts, as a list of words."""
    (default,) = re.findall(r"^CMD (.*)$", DOCKERFILE, re.M)
    yield ast.literal_eval(default)
    for service in OURS.values():
        yield from _split(service.get("command", "true"))
        yield from _split(service.get("healthcheck", {"test": ["CMD", "true"]})["test"])


def _split(command):
    words = shlex.split(command) if isinstance(command, str) else command
    if words[0] in {"CMD-SHELL", "sh"}:
        return [shlex.split(part) for part in words[-1].split("&&")]
    return [words[1:] if words[0] == "CMD" else words]


PROGRAMS = list(commands())


def starting_with(*words):
    return [program[len(words) :] for program in PROGRAMS if tuple(program[: len(words)]) == words]


# --- Environment ------------------------------------------------------------------------------------


def test_there_are_containers_for_web_worker_beat_and_migrations():
    assert set(OURS) == {"web", "worker", "beat", "migrate"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_container_is_read_by_the_settings(name):
    assert set(OURS[name]["environment"]) <= read_by_settings()


@pytest.mark.parametrize("name", OURS)
def test_every_variable_production_demands_is_given(name):
    environment = OURS[name]["environment"]
    assert environment["OBSERVATORI_MODE"] == "production"
    assert set(observatori.REQUIRED_IN_PRODUCTION) <= set(environment)


def test_variables_of_the_image_are_read_by_the_settings():
    assert image_variables() - NOT_SETTINGS <= read_by_settings()


def test_image_is_built_with_all_that_production_demands():
    assert set(observatori.REQUIRED_IN_PRODUCTION) <= set(re.findall(r"\b([A-Z_]+)=", DOCKERFILE))


def test_database_and_redis_addresses_name_their_containers():
    environment = OURS["web"]["environment"]
    assert "@database:5432/" in environment["DATABASE_URL"]
    assert environment["REDIS_URL"].startswith("redis://redis:")
    user, name = (SERVICES["database"]["environment"][key] for key in ("POSTGRES_USER", "POSTGRES_DB"))
    assert environment["DATABASE_URL"].startswith(f"postgres://{user}:")
    assert environment["DATABASE_URL"].endswith(f"/{name}")


# --- Commands ---------------------------------------------------------------------------------------


def test_every_program_is_one_of_those_looked_at_here():
    assert {program[0] for program in PROGRAMS} == {"granian", "celery", "python", "true"}


@pytest.mark.parametrize("arguments", starting_with("python", "manage.py"), ids=" ".join)
def test_management_commands_exist_and_take_their_arguments(arguments):
    name, *options = arguments
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    command.create_parser("manage.py", name).parse_args(options)


@pytest.mark.parametrize("arguments", starting_with("celery"), ids=" ".join)
def test_celery_commands_take_their_arguments(arguments):
    assert arguments[:2] == ["-A", app.main]
    name, *options = arguments[2:]
    context = celery.make_context("celery", ["-A", app.main, name], obj=CLIContext(app, True, None))
    if name != "inspect":  # takes any words, and asks the worker
        celery.commands[name].make_context(name, options, parent=context)


def test_granian_takes_its_arguments_and_finds_the_application():
    ((arguments,),) = [starting_with("granian")]
    parameters = granian.make_context("granian", list(arguments)).params
    module, _, name = parameters["app"].partition(":")
    assert callable(getattr(importlib.import_module(module), name))
    assert parameters["port"] == int(re.search(r"\bPORT=(\d+)", DOCKERFILE)[1])
    assert str(parameters["blocking_threads"]) == run.THREADS


@pytest.mark.parametrize("path", [words[0] for words in starting_with("python") if words[0] != "manage.py"])
def test_scripts_exist_and_are_in_the_image(path):
    assert ROOT.joinpath(path).is_file()
    assert not any(path.startswith(line) for line in ROOT.joinpath(".dockerignore").read_text().split())


def test_no_web_thread_waits_for_a_connection():
    assert int(run.THREADS) <= settings.POOL["max_size"]


# --- Versions, files and names ------------------------------------------------------------------------


def test_image_has_a_python_the_project_accepts():
    wanted = SpecifierSet(
        tomllib.loads(ROOT.joinpath("pyproject.toml").read_text())["project"]["requires-python"]
    )
    versions = re.findall(r"^FROM python:([\d.]+)", DOCKERFILE, re.M)
    assert len(versions) == 2
    assert len(set(versions)) == 1
    assert versions[0] in wanted


def test_database_is_new_enough_and_keeps_its_data_where_that_version_does():
    version = int(SERVICES["database"]["image"].removeprefix("postgres:"))
    assert version >= 15
    (volume,) = SERVICES["database"]["volumes"]
    assert volume.partition(":")[2] == (
        "/var/lib/postgresql" if version >= 18 else "/var/lib/postgresql/data"
    )


def test_volumes_and_files_that_are_mounted_exist():
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    files = [name for name in mounted if name.startswith(".")]
    assert [name for name in files if not ROOT.joinpath(name).exists()] == []
    assert set(mounted) - set(files) == set(COMPOSE["volumes"])


def test_documents_outlive_the_containers_and_their_folder_is_in_the_image():
    folder = Path(settings.BASE_DIR / "var" / "media").relative_to(ROOT)
    (workdir,) = set(re.findall(r"^WORKDIR (.*)$", DOCKERFILE, re.M))
    for service in OURS.values():
        assert f"documents:{workdir}/{folder}" in service["volumes"]
    assert f"mkdir --parents {folder}" in DOCKERFILE


def test_services_wait_for_services_that_can_tell_when_they_are_ready():
    for service in SERVICES.values():
        for name, when in service.get("depends_on", {}).items():
            healthy = when["condition"] == "service_healthy"
            assert ("healthcheck" in SERVICES[name]) == healthy


def test_proxy_hands_on_to_the_web_container_and_lets_documents_through():
    host, _, port = re.search(r"reverse_proxy (\S+)", CADDYFILE)[1].partition(":")
    assert host in OURS
    assert int(port) == int(re.search(r"\bPORT=(\d+)", DOCKERFILE)[1])
    assert int(re.search(r"max_size (\d+)MB", CADDYFILE)[1]) > 20
    assert set(re.findall(r"\{\$(\w+)\}", CADDYFILE)) == set(SERVICES["proxy"]["environment"])

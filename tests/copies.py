"""A database that was filled once, copied for each file of tests that uses it: copying takes less than filling."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.utils import translation

_filled = {}  # what `fill` returned, by name: the templates of this process


@contextmanager
def copy_of[T](name: str, fill: Callable[[], T]) -> Iterator[T]:
    """Inside, every connection of this process is to a copy of the database that `fill` filled; gives what it returned.

    The first who asks for `name` has it filled, in Catalan. What is written in the copy goes with it.
    """
    own = connection.settings_dict["NAME"]
    template, copy = f"{own}_{name}", f"{own}_{name}_copy"
    if name not in _filled:
        _create(template, like=own)
        with _connected_to(template), translation.override("ca"):
            _filled[name] = fill()
    _create(copy, like=template)
    with _connected_to(copy):
        yield _filled[name]
    _drop(copy)


def forget_all() -> None:
    """Drop what was filled."""
    for name in _filled:
        _drop(f"{connection.settings_dict['NAME']}_{name}")
    _filled.clear()


def end_sessions(name: str) -> None:
    """End every session of a database: PostgreSQL neither copies nor drops one that somebody is in."""
    connections.close_all()
    _tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


@contextmanager
def _connected_to(name):
    """All the threads read one dictionary of settings; the sessions of those of the server end with each request."""
    own = connection.settings_dict["NAME"]
    _change_to(name)
    try:
        yield
    finally:
        _change_to(own)


def _change_to(name):
    connections.close_all()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()  # the numbers of another database


def _create(name, *, like):
    _drop(name)  # of a round that was killed
    end_sessions(like)
    _tell(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def _drop(name):
    _tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _tell(sql, values=None):
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql, values)

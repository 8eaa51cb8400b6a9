import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from observatori.imports.report import Report
from observatori.imports.vocabularies import load_vocabularies


@contextmanager
def undone(blocker):
    """Undo what is written inside, for rows that all the tests of a file read."""
    with blocker.unblock():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        connections.close_all()  # or the database could not be dropped in the end


@pytest.fixture(scope="module")
def vocabularies(django_db_setup, django_db_blocker):
    """The vocabularies, once for all the tests of a file; each test’s own writes are undone inside."""
    with undone(django_db_blocker):
        load_vocabularies(Report())
        yield


@pytest.fixture
def load(tmp_path, vocabularies, db):
    """Write the files given (a list of rows, or the text itself), load the folder; give exit code and report."""

    def load(**files):
        for name, content in files.items():
            text = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
            path = tmp_path / f"{name}.json"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run_load_cases(tmp_path)

    return load


def run_load_cases(folder):
    out = StringIO()
    try:
        call_command("load_cases", str(folder), "--json", stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@pytest.fixture
def run():
    return run_load_cases


@pytest.fixture
def case():
    """A whole, coherent case of two partners; keyword arguments replace its keys, `agreement` its facts."""

    def case(slug="una-alianca", agreement=(), **changes):
        row = {
            "slug": slug,
            "name": "Una aliança",
            "aka": [],
            "language": "ca",
            "summary": "Dos hospitals comparteixen un servei.",
            "partners": [partner("vic"), partner("olot")],
            "territory": ["Osona", "Garrotxa"],
            "territory_codes": ["24", "19"],
            "form": "conveni marc",
            "phase": "implantació",
            "agreement": {"title": "Conveni marc", "signed_on": "2010-11-09", "signed_on_precision": "day"}
            | dict(agreement),
            "sources": [{"title": "Notícia", "url": "https://exemple.cat/noticia"}],
        }
        return row | changes

    return case


def partner(key, **changes):
    row = {
        "org_key": key,
        "name": f"Hospital de {key.capitalize()}",
        "type": "foundation",
        "sector": "health",
        "role": "soci",
        "comarca": "Osona",
        "municipality": "Vic",
        "website": None,
        "aka": [f"H{key[:2].upper()}"],
    }
    return row | changes


@pytest.fixture(name="partner")
def partner_factory():
    return partner


@pytest.fixture
def experience():
    def experience(slug="una-experiencia", **changes):
        row = {
            "slug": slug,
            "title": "Una experiència",
            "axis": "governance",
            "kind": "experiència",
            "related_alliances": ["una-alianca"],
            "year": 2021,
            "what_was_done": "Es va començar pel servei que més ho necessitava.",
            "results": ["Més de 500 professionals"],
        }
        return row | changes

    return experience

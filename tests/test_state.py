"""Readiness and liveness."""

import pytest
from django.db import DatabaseError

from observatori import views


@pytest.mark.django_db
def test_the_service_is_ready_when_the_database_answers(client):
    assert client.get("/estat/").json() == {"status": "ok"}


def test_the_service_says_why_it_is_not_ready(client, monkeypatch):
    class Broken:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(views, "connection", Broken())

    response = client.get("/estat/")

    assert response.status_code == 503
    assert response.json()["detail"] == "La base de dades no respon."


def test_the_process_is_alive_without_a_database(client):
    assert client.get("/estat/viu/").status_code == 200

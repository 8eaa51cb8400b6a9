"""The demo log-ins: who they are on one machine, and that production has none."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from alliances.models import Alliance
from observatori.accounts.demo import DEMO_ROLES, OWNER_SLUG, PARTNER_SLUG, create_demo_people, demo_password
from observatori.accounts.demo_people import DEMO_ADDRESSES
from observatori.organisations.models import Organisation, User
from tests.deploy.test_production import ROOT, broker, environment  # noqa: F401 - a Redis, and what a container has
from tests.making import make_alliance, make_organisation

LOGIN = "/compte/entrar/"
IN_PRODUCTION = """
import django
django.setup()
from allauth.account.models import EmailAddress
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.test import Client
from observatori.accounts.adapters import AccountAdapter
from observatori.accounts.demo import create_demo_people
from observatori.organisations.models import User

WHERE = {"HTTP_HOST": "observatori.exemple.cat", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}

def entered(email):
    client = Client(**WHERE)
    client.post("/compte/entrar/", {"login": email, "password": "una contrasenya ben llarga"})
    return "_auth_user_id" in client.session

def made(email):
    user = User.objects.create_user(email, "una contrasenya ben llarga")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return email

with transaction.atomic():
    try:
        create_demo_people()
    except ImproperlyConfigured as refusal:
        print(refusal)
    print("persones:", User.objects.count())
    found = lambda: [error.id for error in run_checks(include_deployment_checks=True) if error.id == "accounts.E001"]
    print("abans:", found())
    print("persona:", entered(made("ada@exemple.cat")), "demo:", entered(made("curadora@exemple.cat")))
    print("després:", found())
    try:
        AccountAdapter().clean_email("editora@exemple.cat")
    except ValidationError:
        print("alta: refusada")
    transaction.set_rollback(True)
"""


@pytest.fixture
def _on_one_machine(settings, tmp_path):
    settings.MODE, settings.VAR, settings.DEMO_PASSWORD = "local", tmp_path, ""


@pytest.fixture
def _samples(db):
    owner = make_organisation()
    owner.slug = OWNER_SLUG
    owner.save()
    partner = make_organisation()
    partner.slug = PARTNER_SLUG
    partner.save()
    make_alliance(partners=[owner, partner], owner=owner)


@pytest.mark.usefixtures("_on_one_machine", "_samples")
def test_every_role_logs_in_with_the_password_that_is_printed(client):
    create_demo_people()

    assert set(DEMO_ROLES) == DEMO_ADDRESSES
    for email in DEMO_ROLES:
        assert client.post(LOGIN, {"login": email, "password": demo_password()}).status_code == 302, email
        assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
        client.logout()


@pytest.mark.usefixtures("_on_one_machine", "_samples")
def test_each_has_the_role_that_was_promised(client):
    create_demo_people()

    def roles(name):
        user = User.objects.get(email=f"{name}@exemple.cat")
        return user.role, [(one.organisation.slug, one.role) for one in user.memberships.all()]

    assert roles("administradora") == ("administrator", [])
    assert roles("curadora") == ("curator", [])
    assert roles("editora") == ("member", [(OWNER_SLUG, "editor")])
    assert roles("sociadora") == ("member", [(PARTNER_SLUG, "admin")])
    assert roles("lectora") == ("member", [("fundacio-de-la-lectora", "admin")])
    assert client.get("/entitats/fundacio-de-la-lectora/").status_code == 200


@pytest.mark.usefixtures("_on_one_machine", "db")
def test_on_the_real_samples_the_editor_owns_the_model_case_and_the_partner_takes_part():
    call_command("load_data", verbosity=0)
    create_demo_people()

    def administered(name):
        return Organisation.objects.get(memberships__user__email=f"{name}@exemple.cat")

    model = Alliance.objects.get(record__is_example=True)
    taking_part = {partnership.organisation for partnership in model.partnerships.all()}
    assert model.record.owner == administered("editora")
    assert administered("sociadora") in taking_part - {model.record.owner}
    assert administered("lectora") not in taking_part


@pytest.mark.usefixtures("_on_one_machine", "_samples")
def test_a_second_start_changes_nothing_but_a_new_password(settings):
    create_demo_people()
    first = list(User.objects.order_by("pk").values())
    password = demo_password()

    create_demo_people()
    assert list(User.objects.order_by("pk").values()) == first
    assert demo_password() == password
    assert len(password) >= 12

    settings.DEMO_PASSWORD = "una que tria la persona"
    create_demo_people()
    assert User.objects.get(email="editora@exemple.cat").check_password("una que tria la persona")


@pytest.mark.parametrize("mode", ["production", "test"])
@pytest.mark.django_db
def test_elsewhere_they_are_not_created(settings, mode):
    settings.MODE = mode

    with pytest.raises(ImproperlyConfigured):
        create_demo_people()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_with_the_real_settings_of_production_they_neither_exist_nor_get_in(environment):  # noqa: F811
    database = connection.settings_dict
    where = f"postgres://{database['USER']}@{quote(database['HOST'], safe='')}/{database['NAME']}"
    environment = os.environ | environment | {"DATABASE_URL": where, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IN_PRODUCTION],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stdout.splitlines() == [
        "Els comptes de demostració només existeixen en mode local.",
        "persones: 0",
        "abans: []",
        "persona: True demo: False",
        "després: ['accounts.E001']",
        "alta: refusada",
    ], ran.stderr


@pytest.mark.usefixtures("_on_one_machine", "_samples")
def test_whose_alliance_is_published_is_verified_and_a_partner_is_not():
    create_demo_people()
    create_demo_people()

    assert Organisation.objects.get(slug=OWNER_SLUG).verified
    assert not Organisation.objects.get(slug=PARTNER_SLUG).verified

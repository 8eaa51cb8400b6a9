"""How long the server takes over a radar of 10,000 agreements: printed; nothing fails here."""

from statistics import median
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from alliances.models import Agreement, Alliance, Milestone, Partnership
from alliances.radar.keeping import keep_all_milestones
from observatori.codes import next_code
from observatori.organisations.models import Organisation
from observatori.organisations.tokens import issue_token
from observatori.publishing.models import Kind, Record
from tests.drill.figures import table
from tests.making import make_user

AGREEMENTS, ORGANISATIONS, PER_ALLIANCE, PARTNERS = 10_000, 100, 5, 4
TARGET = 100  # milliseconds
ROUNDS = 7
TERMS = (
    {"in_force_from": "2024-01-01", "in_force_until": "2027-{month:02}-28", "notice_months": 3},
    {"in_force_from": "2023-01-01", "in_force_until": "2028-{month:02}-15", "extension_until": "2032-12-31"},
    {
        "in_force_from": "2022-{month:02}-01",
        "in_force_until": "2023-01-31",
        "renewal": "tacit",
        "notice_months": 2,
    },
    {"in_force_from": "2020-{month:02}-01", "open_ended": True},
    {"in_force_from": "2021"},
)


def term(number):
    """A term of a few kinds, its dates spread over the months."""
    month = 1 + number % 12
    facts = TERMS[number % len(TERMS)]
    return {
        name: value.format(month=month) if isinstance(value, str) else value for name, value in facts.items()
    }


def records(kind, count, owners):
    """Records of a kind; their codes are given at once, where one by one would take minutes."""
    letter = "A" if kind == Kind.ALLIANCE else "C"
    return Record.objects.bulk_create(
        Record(
            code=f"OAE-{letter}-{number + 50_000}", kind=kind, origin="documented", owner=owners[number % len(owners)],
            slug=f"banc-{number}" if kind == Kind.ALLIANCE else None,
        )
        for number in range(count)
    )  # fmt: skip


def fill():
    """Ten thousand agreements of two thousand alliances of four partners each."""
    owners = [
        Organisation.objects.create(
            code=next_code("organisation"), slug=f"banc-{n}", name=f"Entitat de prova {n}"
        )
        for n in range(ORGANISATIONS)
    ]
    spines = records(Kind.ALLIANCE, AGREEMENTS // PER_ALLIANCE, owners)
    alliances = Alliance.objects.bulk_create(
        Alliance(record=record, name=f"Aliança de prova {record.code}") for record in spines
    )
    Partnership.objects.bulk_create(
        Partnership(alliance=one, organisation=owners[(number + place) % ORGANISATIONS], position=place)
        for number, one in enumerate(alliances)
        for place in range(PARTNERS)
    )
    agreements = Agreement.objects.bulk_create(
        Agreement(
            record=record, alliance=alliances[number // PER_ALLIANCE], title=f"Conveni {number}", kind="framework",
            **term(number),
        )
        for number, record in enumerate(records(Kind.AGREEMENT, AGREEMENTS, owners))
    )  # fmt: skip
    Agreement.parties.through.objects.bulk_create(
        Agreement.parties.through(
            agreement=one, organisation=owners[(number // PER_ALLIANCE + place) % ORGANISATIONS]
        )
        for number, one in enumerate(agreements)
        for place in range(PARTNERS)
    )
    return owners[0]


def milliseconds(path, user=None, **headers):
    """The middle and the best of some answers, given straight by the handler: the client of the tests keeps a copy
    of everything each template is given, and would be what is measured.
    """
    client, handler, taken = Client(), ClientHandler(), []
    if user:
        client.force_login(user)
    cookies = {"HTTP_COOKIE": client.cookies.output(header="", sep=";").strip()} if user else {}
    for _ in range(ROUNDS + 1):
        request = RequestFactory().get(path, headers=headers, **cookies)
        start = perf_counter()
        answer = handler(request.environ)
        taken.append(1000 * (perf_counter() - start))
        assert answer.status_code == 200
    return median(taken[1:]), min(taken[1:])  # the first one compiles templates


@pytest.mark.django_db
def test_a_radar_over_ten_thousand_agreements(capsys):
    organisation = fill()
    start = perf_counter()
    keep_all_milestones()
    rebuilt = perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    curator, member = make_user(role="curator"), make_user(organisation=organisation)
    _token, secret = issue_token(user=curator, scopes=["read"])
    rows = []
    for name, user, path, headers in (
        ("organisation", member, f"/tauler/{organisation.slug}/radar/", {}),
        ("organisation, 3 months", member, f"/tauler/{organisation.slug}/radar/?months=3", {}),
        ("staff", curator, "/curadoria/radar/", {}),
        ("staff, a party", curator, "/curadoria/radar/?party=prova+7&what=end", {}),
        ("API, staff", None, "/api/v1/radar/", {"Authorization": f"Bearer {secret}"}),
    ):
        middle, best = milliseconds(path, user, **headers)
        rows.append([name, f"{middle:.0f}", f"{best:.0f}", "met" if middle <= TARGET else "over"])
    figures = table(["Radar", "Server (ms)", "Best (ms)", "Target"], rows)
    with capsys.disabled():
        print(f"\n{figures}\n{Milestone.objects.count()} days kept, made anew in {rebuilt:.0f} s")  # noqa: T201 - what the command is for

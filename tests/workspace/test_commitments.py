"""What an organisation and the others put in: sums by year and agreement, in kind, the file, and who reads them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliances.rules import register_agreement
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def partner():
    return make_organisation("=Consorci de les Valls", verified_at="2026-01-01T00:00Z")


@pytest.fixture
def alliance(hospital, partner):
    return make_alliance("Aliança del Ter", owner=hospital, partners=[hospital, partner])


@pytest.fixture
def desk(client, hospital):
    client.force_login(make_user(organisation=hospital, membership="reader"))
    return client


def signed(alliance, title, *commitments, parties, registered=True, **facts):
    """An agreement of `parties`; `commitments` are (organisation, year, amount or in kind)."""
    made = make_agreement(alliance, title, registered=False, **facts)
    made.parties.set(parties)
    for organisation, year, given in commitments:
        kind = {"in_kind": given} if isinstance(given, str) else {"amount": given}
        made.commitments.create(organisation=organisation, year=year, **kind)
    if registered:
        register_agreement(agreement=made, by=None)
    return made


def cells(table):
    return [[cell["text"] for cell in row] for row in table["rows"]]


def money_of(client, organisation):
    return client.get(f"/tauler/{organisation.slug}/compromisos/").context["money"]


def test_what_it_puts_in_and_what_the_others_do_is_summed_by_year_and_agreement(
    desk, alliance, hospital, partner
):
    both = [hospital, partner]
    signed(
        alliance, "Marc", (hospital, 2026, 1000), (partner, 2026, 250.5), (hospital, 2027, 500), parties=both
    )
    signed(alliance, "Segon", (hospital, 2026, 100), (partner, None, 10), parties=both)

    money = money_of(desk, hospital)

    assert cells(money["by_year"]) == [
        ["2026", "1.100", "250,50", "1.350,50"],
        ["2027", "500", "—", "500"],
        ["Sense any", "—", "10", "10"],
    ]
    assert cells(money["by_agreement"]) == [
        ["Marc", "1.500", "250,50", "1.750,50"],
        ["Segon", "100", "10", "110"],
    ]
    assert money["total"]["whole"] == "1.860,50\u00a0€"


def test_an_amount_that_nobody_says_is_no_zero(desk, alliance, hospital, partner):
    both = [hospital, partner]
    signed(alliance, "Marc", (hospital, 2026, 0), (partner, 2026, "Dues sales"), parties=both)

    money = money_of(desk, hospital)

    assert cells(money["by_year"]) == [["2026", "0", "—", "0"]]
    assert money["total"] == {"ours": "0\u00a0€", "others": "—", "whole": "0\u00a0€"}


def test_what_is_in_kind_is_listed_and_not_summed(desk, alliance, hospital, partner):
    signed(alliance, "Marc", (partner, 2026, "Dues sales"), parties=[hospital, partner])

    money = money_of(desk, hospital)

    assert money["by_year"] is None
    (said,) = money["in_kind"]
    assert said["title"] == "Marc"
    assert cells(said["table"]) == [["=Consorci de les Valls", "Dues sales", "2026"]]


def test_what_is_given_alike_every_year_is_one_row_under_its_agreement(desk, alliance, hospital, partner):
    both, yearly = [hospital, partner], [(partner, year, "Dues sales") for year in (2027, 2026)]
    signed(alliance, "Marc", *yearly, (hospital, 2026, "Un cotxe"), parties=both)
    signed(alliance, "Segon", (partner, None, "Dues sales"), parties=both)

    found = {said["title"]: cells(said["table"]) for said in money_of(desk, hospital)["in_kind"]}

    assert found == {
        "Marc": [
            ["=Consorci de les Valls", "Dues sales", "2026, 2027"],
            ["Hospital del Pla", "Un cotxe", "2026"],
        ],
        "Segon": [["=Consorci de les Valls", "Dues sales", ""]],
    }


def test_the_bars_leave_the_figures_to_the_table(desk, alliance, hospital, partner):
    signed(alliance, "Marc", (hospital, 2026, 1234), (partner, 2026, 4000), parties=[hospital, partner])

    body = desk.get(f"/tauler/{hospital.slug}/compromisos/").content.decode()
    years = body.split('id="anys"')[1].split("</section>")[0]

    assert years.count("1.234") == 1


def test_the_page_of_an_agreement_says_what_its_addenda_add(client, alliance, hospital, partner):
    both = [hospital, partner]
    agreement = signed(alliance, "Marc", (hospital, 2026, 1000), parties=both)
    for title, day in (("Primera", "2020-01-01"), ("Segona", "2999-01-01")):
        signed(
            alliance, title, (hospital, 2026, 200), parties=both, kind="addendum", amends=agreement,
            addendum_kind="economic", effective_on=day,
        )  # fmt: skip

    page = client.get(f"/convenis/{agreement.record.code}/")

    (row,) = page.context["added"]
    assert (row["words"], row["title"]) == ("200\u00a0€ d’aquest total els afegeix:", "Primera")
    assert row["words"] in page.content.decode()


@pytest.mark.parametrize(
    ("effective_on", "whole"), [("2020-01-01", "1.200\u00a0€"), ("2999-01-01", "1.000\u00a0€")]
)
def test_an_addendum_adds_from_the_day_it_takes_effect(
    desk, alliance, hospital, partner, effective_on, whole
):
    agreement = signed(alliance, "Marc", (hospital, 2026, 1000), parties=[hospital, partner])
    signed(
        alliance, "Addenda", (hospital, 2026, 200), parties=[hospital, partner], kind="addendum",
        amends=agreement, addendum_kind="economic", effective_on=effective_on,
    )  # fmt: skip

    assert money_of(desk, hospital)["total"]["whole"] == whole


def test_a_draft_and_agreements_of_others_do_not_count(desk, alliance, hospital, partner):
    signed(alliance, "Esborrany", (hospital, 2026, 1000), parties=[hospital, partner], registered=False)
    signed(alliance, "D’altres", (partner, 2026, 1000), parties=[partner])

    assert money_of(desk, hospital) == {}
    assert (
        "Encara no hi ha cap compromís" in desk.get(f"/tauler/{hospital.slug}/compromisos/").content.decode()
    )


def test_the_public_reads_only_those_of_agreements_that_are_public(client, desk, alliance, hospital, partner):
    both = [hospital, partner]
    signed(alliance, "Públic", (hospital, 2026, 1000), parties=both)
    signed(alliance, "Reservat", (hospital, 2026, 7), parties=both, record={"visibility": "partners"})
    assert money_of(desk, hospital)["total"]["whole"] == "1.007\u00a0€"
    desk.logout()

    page = client.get(f"/entitats/{hospital.slug}/")

    assert page.context["money"]["total"]["whole"] == "1.000\u00a0€"
    assert "Reservat" not in page.content.decode()


def test_the_page_of_an_alliance_sums_its_public_agreements_by_partner_and_year(
    client, alliance, hospital, partner
):
    both = [hospital, partner]
    signed(alliance, "Marc", (hospital, 2026, 1000), (partner, 2027, 250), parties=both)
    signed(alliance, "Segon", (hospital, 2026, 100), parties=both)
    signed(alliance, "Reservat", (hospital, 2026, 7), parties=both, record={"visibility": "partners"})

    money = client.get(f"/aliances/{alliance.record.slug}/").context["money"]

    assert cells(money) == [
        ["Hospital del Pla", "1.100", "—", "1.100"],
        ["=Consorci de les Valls", "—", "250", "250"],
        ["Total per any", "1.100", "250", "1.350"],
    ]


def test_what_is_not_public_leads_to_where_its_parties_read_it(desk, alliance, hospital, partner):
    record = {"visibility": "partners"}
    made = signed(alliance, "Reservat", (hospital, 2026, 7), parties=[hospital, partner], record=record)

    (row,) = money_of(desk, hospital)["by_agreement"]["rows"]

    assert row[0]["url"] == f"/convenis/{made.record.code}/"
    assert desk.get(row[0]["url"]).status_code == 200


def test_the_file_has_a_commitment_a_line_and_no_cell_that_runs(desk, alliance, hospital, partner):
    made = signed(
        alliance, "Marc", (hospital, 2026, 1000), (partner, 2027, "=1+1"), parties=[hospital, partner]
    )

    answer = desk.get(f"/tauler/{hospital.slug}/compromisos.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="compromisos-{hospital.slug}-')
    text = answer.content.decode("utf-8-sig").splitlines()
    code = made.record.code
    assert text[0].startswith("Codi del conveni;Conveni;")
    assert text[1:] == [
        f"{code};Marc;{code};{hospital.code};Hospital del Pla;2026;1000.00;;",
        f"{code};Marc;{code};{partner.code};'=Consorci de les Valls;2027;;'=1+1;",
    ]


@pytest.mark.parametrize("page", ["compromisos/", "compromisos.csv"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("reader", 200),
        ("editor", 200),
        ("admin", 200),
        ("partner", 404),
        ("outsider", 404),
        ("curator", 200),
    ],
)
def test_members_and_staff_read_it(client, alliance, hospital, partner, page, who, status):
    if who != "anonymous":
        at = {"partner": partner, "outsider": make_organisation(), "curator": None}.get(who, hospital)
        membership = who if who in ("reader", "editor") else "admin"
        role = "curator" if who == "curator" else "member"
        client.force_login(make_user(role=role, organisation=at, membership=membership))

    assert client.get(f"/tauler/{hospital.slug}/{page}").status_code == status


def test_what_only_a_draft_says_is_in_no_public_sum(client, alliance, hospital, partner):
    other = make_organisation("Entitat de fora", verified_at="2026-01-01T00:00Z")
    agreement = signed(alliance, "Marc", (hospital, 2026, 1000), parties=[hospital, partner])
    agreement.commitments.create(organisation=other, year=2026, amount=5_000_000)
    agreement.parties.set([hospital, other])

    def money(organisation):
        return client.get(f"/entitats/{organisation.slug}/").context["money"]

    def titles(organisation):
        return [row[0] for row in cells(money(organisation)["by_agreement"])] if money(organisation) else []

    assert (titles(other), titles(partner)) == ([], ["Marc"])
    register_agreement(agreement=agreement, by=None)
    assert (titles(other), titles(partner)) == (["Marc"], [])


def test_the_same_queries_with_1_and_20(desk, alliance, hospital, partner):
    def make(number):
        agreement = signed(alliance, f"Conveni {number}", (hospital, 2026, 10), parties=[hospital, partner])
        signed(
            alliance, f"Addenda {number}", (partner, 2026, 1), parties=[hospital, partner], kind="addendum",
            amends=agreement, addendum_kind="economic", effective_on="2020-01-01",
        )  # fmt: skip

    make(0)
    paths = [f"/tauler/{hospital.slug}/compromisos/", f"/tauler/{hospital.slug}/compromisos.csv"]
    counts = [queries(desk, path) for path in paths]
    for number in range(19):
        make(number)

    assert [queries(desk, path) for path in paths] == counts


def queries(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)

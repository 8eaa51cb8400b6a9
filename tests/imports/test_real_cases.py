"""The documented cases as they come with the project: the figures and facts that must come out of them."""

import json
from datetime import date

import pytest

from alliances.documents import agreement_document, alliance_document
from alliances.models import Agreement, AgreementKind, Alliance, Partnership
from alliances.term import status
from experiences.models import Experience
from observatori.imports.cases.load import load_cases
from observatori.imports.report import Report
from observatori.imports.sources import CASES
from observatori.imports.vocabularies import load_vocabularies
from observatori.organisations.models import Organisation
from observatori.publishing.models import Event, Origin, Record, Revision, SearchEntry
from tests.imports.conftest import undone

pytestmark = pytest.mark.django_db
ROWS = {name: json.loads((CASES / f"{name}.json").read_text()) for name in ("alliances", "experiences")}
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module", autouse=True)
def first(django_db_setup, django_db_blocker):
    """Load the cases once for the whole file; give the report."""
    with undone(django_db_blocker):
        report = Report()
        load_vocabularies(Report())
        load_cases(CASES, report)
        yield report


def agreement(slug, **which):
    return Agreement.objects.get(alliance__record__slug=slug, **which)


def status_of(found, at=TODAY):
    return status(agreement_document(found), [agreement_document(a) for a in found.addenda.all()], at)


def test_rows_of_partners_become_organisations_and_collectives():
    assert sum(len(row["partners"]) for row in ROWS["alliances"]) == 119
    assert Organisation.objects.filter(is_collective=False).count() == 64
    assert Organisation.objects.filter(is_collective=True).count() == 5
    assert Partnership.objects.count() == 119


def test_records_are_those_of_the_files(first):
    assert (Alliance.objects.count(), Experience.objects.count(), Agreement.objects.count()) == (30, 14, 44)
    assert first.created == 64 + 5 + 30 + 14 + 44
    assert first.linked == 119 - 69
    assert first.refused == []


@pytest.mark.parametrize(("kind", "name"), [("alliance", "alliances"), ("experience", "experiences")])
def test_slugs_and_order_of_the_file_are_kept(kind, name):
    records = Record.objects.filter(kind=kind).order_by("code")
    assert [record.slug for record in records] == [row["slug"] for row in ROWS[name]]


def test_everything_is_documented_published_and_findable():
    records = Record.objects.filter(is_example=False)
    assert {record.origin for record in records} == {Origin.DOCUMENTED}
    assert all(record.is_published and record.owner is None for record in records)
    assert SearchEntry.objects.count() == 64 + 5 + 30 + 14 + 44


def test_nothing_is_verified_nor_confirmed():
    assert not Organisation.objects.exclude(verified_at=None).exists()
    assert not Partnership.objects.exclude(confirmation="unasked").exists()


def test_second_run_writes_nothing():
    before = Revision.objects.count(), Event.objects.count()
    report = Report()
    load_cases(CASES, report)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 157)
    assert report.linked == 119
    assert (Revision.objects.count(), Event.objects.count()) == before


def test_triangle_is_signed_by_texts_and_its_state_is_unknown():
    found = agreement("triangle-del-senglar")
    assert (str(found.signed_on), found.in_force_from, found.in_force_until) == ("2010-11-09", None, None)
    assert {status_of(found, day).state for day in (date(2010, 11, 10), date(2016, 1, 1), TODAY)} == {
        "unknown"
    }
    assert [s.organisation for s in found.signatures.all()] == [None, None, None]
    assert not found.parties.exists()


def test_triangle_keeps_what_the_file_says():
    document = alliance_document(Alliance.objects.get(record__slug="triangle-del-senglar"))
    assert document["phase"] == "transformed"
    assert (document["form"], document["form_text"]) == ("conveni-marc", "conveni marc")
    assert document["territory"] == ["19", "24", "31"]
    assert document["services"] == ["cirurgia-general-i-digestiva", "digestologia", "farmacia-hospitalaria"]
    assert [partner["organisation"]["name"] for partner in document["partners"]][1] == (
        "Fundació Privada Hospital Sant Jaume d'Olot"
    )
    assert document["partners"][0]["role_text"] == "soci signant; acull l'acte de signatura"
    assert (document["start"], document["owner"], document["governance"]) == (None, None, [])
    assert len(document["sources"]) == 4


def test_duration_gives_the_end_and_the_extension_from_the_day_of_signature():
    c17 = agreement("xarxa-hospitalaria-c17")
    assert (c17.in_force_from, str(c17.in_force_until)) == (None, "2028-04-23")
    assert (str(c17.extension_until), c17.renewal, c17.duration_text) == ("2032-04-23", "express", "P4Y")
    assert (status_of(c17).state, status_of(c17).can_extend) == ("in_force", True)


def test_tacit_renewal_after_ten_years_runs_in_its_second_period():
    cerdanya = agreement("hospital-de-cerdanya-aect", kind=AgreementKind.STATUTES)
    assert str(cerdanya.in_force_until) == "2020-04-25"
    assert (status_of(cerdanya).state, str(status_of(cerdanya).ends_on)) == ("in_force", "2030-04-25")


def test_two_durations_in_one_field_give_no_end():
    assert agreement("som-prematurs-parc-tauli-althaia", title__startswith="Convenis").in_force_until is None


def test_case_without_any_agreement_fact_has_none():
    without = Alliance.objects.filter(agreements=None).values_list("record__slug", flat=True)
    assert set(without) == {"chv-campdevanol-direccio-compartida", "siss-manresa-saissed"}


def test_agreement_without_title_is_called_after_its_kind_and_alliance():
    network = agreement("xarxa-atencio-persones-sense-llar")
    assert network.title == "Acord · Xarxa d'Atenció a Persones Sense Llar (XAPSLL)"
    assert (str(network.in_force_from), network.signed_on, network.kind_text) == ("2005-11", None, "xarxa")


def test_what_the_file_lists_as_addenda_amends_nothing():
    assert not Agreement.objects.exclude(amends=None).exists()
    letter = agreement("hospital-de-cerdanya-aect", title__startswith="Carta")
    assert [(r.relation, r.target.kind) for r in letter.relations.all()] == [("precedes", "statutes")]
    assert agreement("catlab-terrassa", kind="accession").summary.startswith("S'integra el laboratori")


def test_signatories_that_are_partners_are_linked_and_the_rest_stay_text():
    signatures = agreement("els-4-gats").signatures.all()
    assert [s.party_text or s.organisation.case_key for s in signatures] == [
        "Hospital Sant Rafael",
        "campdev",
        "mollet",
        "plato",
    ]
    assert {party.case_key for party in agreement("els-4-gats").parties.all()} == {
        "campdev",
        "mollet",
        "plato",
    }


def test_collectives_have_the_size_their_name_says():
    sizes = Organisation.objects.filter(is_collective=True).values_list("slug", "collective_size")
    assert dict(sizes) == {
        "altres-hospitals-adherits-de-l-estat": 30,
        "entitats-universitats-sindicats-patronals-i-empreses-adherides": 650,
        "trenta-tres-entitats-i-organitzacions-socials": 33,
        "comercos-veinat-voluntari-i-entitats-de-barri": None,
        "ens-locals-del-bages-bergueda-solsones-i-moianes": None,
    }


def test_centres_belong_to_their_holder():
    of = dict(Organisation.objects.exclude(centre_of=None).values_list("case_key", "centre_of__case_key"))
    assert of == {
        **dict.fromkeys(("huav", "hugtip", "vhebron", "trueta", "bellvitge"), "ics"),
        "imss": "ajbcn",
    }


def test_organisation_has_the_codes_of_the_tables():
    chv = Organisation.objects.get(case_key="chv")
    assert (chv.slug, chv.legal_form.code, chv.ownership) == (
        "consorci-hospitalari-de-vic",
        "consortium",
        "public",
    )
    assert (chv.municipality.code, chv.comarca.code, chv.sectors) == ("vic", "24", ["health"])
    assert chv.aliases.first().name == "CHV"
    abroad = Organisation.objects.get(case_key="meyer")
    assert (abroad.municipality, abroad.municipality_text, abroad.comarca) == (
        None,
        "Florència (Itàlia)",
        None,
    )


def test_governance_results_and_difficulties_have_a_field_each():
    document = alliance_document(Alliance.objects.get(record__slug="acord-ciutada-barcelona-inclusiva"))
    assert document["governance"][0]["frequency"] == "anual"
    assert document["governance"][0]["functions"].startswith("ratifica")
    assert document["results"][0] | {"status": None} == {
        "indicator": "Organitzacions adherides",
        "value": 650,
        "unit": "organitzacions",
        "year": None,
        "detail": "més de 650 al desè aniversari",
        "status": None,
    }


def test_experience_is_linked_to_its_alliances_and_keeps_its_results_as_rows():
    found = Experience.objects.get(record__slug="acord-ciutada-governanca-oberta")
    assert (found.type, found.axes, found.start) == ("experience", ["governance"], None)
    assert found.alliances.count() == 2
    assert [result.indicator for result in found.results.all()] == [
        "Més de 650 organitzacions al desè aniversari",
        "14 xarxes d'acció el 2021",
    ]
    assert not found.organisations.exists()


def test_source_that_is_no_web_page_keeps_its_title():
    found = Experience.objects.get(record__slug="la-unio-aprenentatges-gestio")
    assert found.type == "lessons"
    assert [source["url"] for source in found.sources] == [None]
    assert found.sources[0]["title"].startswith("Punts de partida")


def test_forms_and_durations_without_a_code_are_remarked_where_they_stand(first):
    lines = (CASES / "alliances.json").read_text().splitlines()
    assert {note.code for note in first.remarks} == {"unmapped"}
    assert all(lines[note.line - 1].strip() == "{" for note in first.remarks)
    assert any("P4Y / P1Y" in note.message for note in first.remarks)

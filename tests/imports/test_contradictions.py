"""A row that contradicts itself is loaded, and the report says what was kept of it."""

import pytest

from alliances.documents import agreement_document, alliance_document
from alliances.models import Agreement, Alliance
from experiences.models import Experience
from observatori.organisations.models import Organisation

MAIN = {"kind": "framework"}


def codes(report):
    return [remark["code"] for remark in report["remarks"]]


@pytest.mark.parametrize(
    ("facts", "code", "kept"),
    [
        ({"starts_on": "2012", "ends_on": "2011-12-31"}, "end_before_start", {"in_force_until": None}),
        ({"ends_on": "2010-11-08"}, "end_before_start", {"in_force_until": None}),
        ({"signed_on": "2010-02-30"}, "date_malformed", {"signed_on": None}),
        ({"signed_on": "novembre del 2010"}, "date_malformed", {"signed_on": None}),
        ({"ends_on": "2010-13"}, "date_malformed", {"in_force_until": None}),
        ({"signed_on_precision": "month"}, "date_precision", {"signed_on": "2010-11"}),
        ({"signed_on": "2010-11"}, "date_precision", {"signed_on": "2010-11"}),
        (
            {"duration": "P4Y", "ends_on": "2015-01-01"},
            "duration_disagrees",
            {"in_force_until": "2015-01-01", "duration_text": "P4Y"},
        ),
        (
            {"duration": "P4Y", "signed_on": "2010", "signed_on_precision": "year"},
            "duration_unused",
            {"in_force_until": None, "duration_text": "P4Y"},
        ),
        ({"duration": "el que calgui"}, "unmapped", {"duration_text": "el que calgui"}),
        ({"renewal": "si tothom vol"}, "unmapped", {"renewal": "unknown", "renewal_text": "si tothom vol"}),
        ({"public_text": "javascript:alert(1)"}, "web_unusable", {"public_text": None}),
        ({"signatories": "tothom"}, "left_out", {"signatures": []}),
    ],
)
def test_agreement_that_does_not_fit_is_loaded_with_a_remark(load, case, facts, code, kept):
    exit_code, report = load(alliances=[case(agreement=facts)])
    document = agreement_document(Agreement.objects.get(**MAIN))
    assert (exit_code, codes(report)) == (0, [code])
    assert {name: document[name] for name in kept} == kept


@pytest.mark.parametrize(
    ("changes", "code", "kept"),
    [
        (
            {"territory": ["Osona", "Atlàntida"], "territory_codes": ["24", "99"]},
            "unknown_comarca",
            {"territory": ["24"], "territory_other": ["Atlàntida"]},
        ),
        (
            {"territory": ["Osona", "Bages"], "territory_codes": ["24", "19"]},
            "territory_disagrees",
            {"territory": ["19", "24"]},
        ),
        ({"form": "una mena de pacte"}, "unmapped", {"form": None, "form_text": "una mena de pacte"}),
        ({"phase": "en fase zen"}, "unmapped_left_out", {"phase": None}),
        (
            {"services": ["radiologia", "levitació"]},
            "unmapped_left_out",
            {"services": ["diagnostic-per-la-imatge"]},
        ),
        ({"difficulties": ["La nit", 3]}, "left_out", {"difficulties": ["La nit"]}),
        ({"color": "blau"}, "unknown_key", {}),
        (
            {"sources": [{"title": "Diari", "url": "https://"}]},
            "web_unusable",
            {"sources": [{"title": "Diari", "url": None}]},
        ),
    ],
)
def test_alliance_that_does_not_fit_is_loaded_with_a_remark(load, case, changes, code, kept):
    exit_code, report = load(alliances=[case(**changes)])
    document = alliance_document(Alliance.objects.get())
    assert exit_code == 0
    assert code in codes(report)
    assert {name: document[name] for name in kept} == kept


def test_partner_listed_twice_is_one_partner(load, case, partner):
    exit_code, report = load(alliances=[case(partners=[partner("vic"), partner("olot"), partner("vic")])])
    assert (exit_code, codes(report)) == (0, ["partner_twice"])
    assert [p.organisation.case_key for p in Alliance.objects.get().partnerships.all()] == ["vic", "olot"]


def test_alliance_of_one_partner_is_loaded_with_a_remark(load, case, partner):
    _exit_code, report = load(alliances=[case(partners=[partner("vic")])])
    assert codes(report) == ["too_few_partners"]


def test_organisation_described_in_two_ways_keeps_the_first(load, case, partner):
    again = partner(
        "vic", name="Hospital General de Vic", type="consortium", website="https://vic.exemple.cat"
    )
    rows = [case(), case("una-altra", partners=[again, partner("olot")])]
    _exit_code, report = load(alliances=rows)
    vic = Organisation.objects.get(case_key="vic")
    assert codes(report) == ["partner_differs"]
    assert (vic.legal_form.code, vic.website) == ("foundation", "https://vic.exemple.cat")
    assert "Hospital General de Vic" in [alias.name for alias in vic.aliases.all()]


@pytest.mark.parametrize("holder", ["Hospital de Vic", "Institut que no hi és"])
def test_centre_of_itself_or_of_nobody_is_left_empty(load, case, partner, holder):
    _exit_code, report = load(alliances=[case(partners=[partner("vic", centre_of=holder), partner("olot")])])
    assert codes(report) == ["unknown_centre_of"]
    assert Organisation.objects.get(case_key="vic").centre_of is None


def test_two_that_are_centres_of_each_other_end_as_one_holder(load, case, partner):
    vic = partner("vic", centre_of="Hospital de Olot")
    _exit_code, report = load(alliances=[case(partners=[vic, partner("olot", centre_of="Hospital de Vic")])])
    assert codes(report) == ["unknown_centre_of"]
    assert Organisation.objects.get(case_key="vic").centre_of.case_key == "olot"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"related_alliances": ["cap"]}, "unknown_alliance"),
        ({"year": 20210}, "date_malformed"),
        ({"kind": "meravella"}, "unmapped_left_out"),
        ({"axis": "eix"}, "unmapped_left_out"),
        ({"year": "fa temps"}, "left_out"),
    ],
)
def test_experience_that_does_not_fit_is_loaded_with_a_remark(load, case, experience, changes, code):
    exit_code, report = load(alliances=[case()], experiences=[experience(**changes)])
    assert (exit_code, codes(report)) == (0, [code])
    assert Experience.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"slug": "Amb Majúscules"}, "slug_malformed"),
        ({"slug": "bona"}, "slug_twice"),
        ({"slug": "llarga", "name": "n" * 251}, "invalid"),
    ],
)
def test_row_that_cannot_be_stored_is_refused_and_the_rest_loaded(load, case, row, code):
    exit_code, report = load(alliances=[case("bona"), case(**row)])
    assert exit_code == 1
    assert [note["code"] for note in report["refused"]] == [code]
    assert code != "invalid" or "name: " in report["refused"][0]["message"]
    assert [alliance.record.slug for alliance in Alliance.objects.all()] == ["bona"]
    assert report["created"] == 4


def test_partner_that_cannot_be_stored_refuses_its_alliance_whole(load, case, partner):
    rows = [case("bona"), case("dolenta", partners=[partner("vic"), partner("x" * 41)])]
    exit_code, report = load(alliances=rows)
    assert (exit_code, [note["code"] for note in report["refused"]]) == (1, ["invalid", "unknown_reference"])
    assert Organisation.objects.count() == 2


def test_agreement_that_cannot_be_stored_undoes_its_alliance(load, case):
    exit_code, report = load(alliances=[case("bona"), case("dolenta", agreement={"title": "t" * 501})])
    assert (exit_code, [note["code"] for note in report["refused"]]) == (1, ["invalid"])
    assert [alliance.record.slug for alliance in Alliance.objects.all()] == ["bona"]
    assert (report["created"], report["linked"]) == (4, 2)


def test_nothing_done_when_every_row_is_refused(load, case, partner):
    exit_code, report = load(alliances=[case("NO")])
    assert (exit_code, report["created"]) == (2, 0)
    assert not Organisation.objects.exists()

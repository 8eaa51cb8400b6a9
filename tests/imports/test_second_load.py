"""Loading again: what is the same is not touched, what the file changed is, what people changed is theirs."""

import psycopg
import pytest
from django.db import connection

from alliances.models import Agreement, Alliance, Confirmation, Partnership
from observatori.imports.cases import load as loading
from observatori.imports.ledger import Ledger
from observatori.imports.models import Imported
from observatori.imports.report import Report
from observatori.organisations.models import Organisation
from observatori.publishing.models import Record, Revision, SearchEntry

ADDENDUM = {"title": "Protocol d’urgències", "kind": "protocol", "signed_on": "2012", "summary": "Guàrdies"}


def counts(report):
    return report["created"], report["updated"], report["unchanged"]


def test_same_file_changes_nothing(load, case, experience):
    files = {"alliances": [case(agreement={"addenda": [ADDENDUM]})], "experiences": [experience()]}
    assert counts(load(**files)[1]) == (6, 0, 0)
    revisions = Revision.objects.count()
    assert counts(load(**files)[1]) == (0, 0, 6)
    assert Revision.objects.count() == revisions


def test_changed_row_is_written_and_published_again(load, case):
    load(alliances=[case()])
    assert counts(load(alliances=[case(summary="Ara en són tres.")])[1]) == (0, 1, 3)
    record = Record.objects.get(slug="una-alianca")
    assert (record.version, record.revisions.count()) == (2, 2)
    assert record.published_revision.document["summary"] == "Ara en són tres."
    assert record.search_entry.summary == "Ara en són tres."
    assert [event.verb for event in record.events.all()] == ["published", "updated"]


def test_changed_agreement_touches_only_the_agreement_and_is_not_signed_twice(load, case):
    load(alliances=[case()])
    signatories = [{"organisation": "Hospital de Vic", "role": "gerent"}]
    assert counts(load(alliances=[case(agreement={"signatories": signatories})])[1]) == (0, 1, 3)
    found = Agreement.objects.get()
    assert [signature.organisation.case_key for signature in found.signatures.all()] == ["vic"]
    assert [event.verb for event in found.record.events.all()] == ["agreement_signed", "updated"]


def test_changed_name_of_a_partner_refreshes_the_pages_that_name_it(load, case, partner):
    load(alliances=[case()])
    renamed = [partner("vic", name="Consorci de Vic"), partner("olot")]
    assert counts(load(alliances=[case(partners=renamed)])[1]) == (0, 2, 2)
    organisation = Organisation.objects.get(case_key="vic")
    document = Record.objects.get(slug="una-alianca").published_revision.document
    assert (organisation.slug, organisation.version) == ("hospital-de-vic", 2)
    assert document["partners"][0]["organisation"]["name"] == "Consorci de Vic"
    assert SearchEntry.objects.get(organisation=organisation).title == "Consorci de Vic"


def test_organisation_that_moved_is_found_in_its_new_place(load, case, partner):
    load(alliances=[case()])
    moved = [partner("vic", municipality="Olot"), partner("olot")]
    assert counts(load(alliances=[case(partners=moved)])[1]) == (0, 1, 3)
    facets = SearchEntry.objects.get(organisation__case_key="vic").facets
    assert [facet for facet in facets if facet.startswith("municipality")] == ["municipality:olot"]


def test_partner_that_stays_keeps_its_row_and_confirmation(load, case, partner):
    load(alliances=[case()])
    Partnership.objects.filter(organisation__case_key="vic").update(confirmation=Confirmation.CONFIRMED)
    before = Partnership.objects.get(organisation__case_key="vic")
    load(alliances=[case(partners=[partner("ripoll"), partner("vic", role="impulsor")])])
    after = Partnership.objects.get(organisation__case_key="vic")
    assert (after.pk, after.confirmation, after.role) == (before.pk, Confirmation.CONFIRMED, "lead")
    assert not Partnership.objects.filter(organisation__case_key="olot").exists()


def test_record_changed_by_people_is_left_with_a_remark(load, case):
    load(alliances=[case()])
    Alliance.objects.update(summary="Escrit per l’entitat.")
    Record.objects.filter(slug="una-alianca").update(version=2)
    exit_code, report = load(alliances=[case(summary="Escrit al fitxer.")])
    assert (exit_code, counts(report)) == (0, (0, 0, 4))
    assert [remark["code"] for remark in report["remarks"]] == ["changed_by_people"]
    assert Alliance.objects.get().summary == "Escrit per l’entitat."


def test_record_changed_by_people_is_not_remarked_while_the_file_says_the_same(load, case):
    load(alliances=[case()])
    Record.objects.update(version=2)
    assert load(alliances=[case()])[1]["remarks"] == []


@pytest.mark.parametrize(
    "state", [{"withdrawn": True, "withdrawn_reason": "Error"}, {"state": "archived"}, {"state": "in_review"}]
)
def test_record_that_is_not_as_it_was_published_is_left(load, case, state):
    load(alliances=[case()])
    Record.objects.filter(slug="una-alianca").update(**state)
    _exit_code, report = load(alliances=[case(summary="Nou.")])
    assert [remark["code"] for remark in report["remarks"]] == ["changed_by_people"]
    assert Record.objects.filter(slug="una-alianca", **state).exists()


def test_verified_organisation_is_left_with_a_remark(load, case, partner):
    load(alliances=[case()])
    Organisation.objects.filter(case_key="vic").update(verified_at="2026-01-01T00:00:00Z")
    changed = [partner("vic", website="https://vic.exemple.cat"), partner("olot")]
    _exit_code, report = load(alliances=[case(partners=changed)])
    assert [remark["code"] for remark in report["remarks"]] == ["changed_by_people"]
    assert Organisation.objects.get(case_key="vic").website == ""


def test_slug_that_people_took_is_refused(load, case):
    Record.objects.create(code="OAE-A-9999", kind="alliance", slug="una-alianca")
    exit_code, report = load(alliances=[case(), case("bona")])
    assert (exit_code, [note["code"] for note in report["refused"]]) == (1, ["slug_taken"])
    assert not Alliance.objects.filter(record__code="OAE-A-9999").exists()


def test_agreement_that_changed_its_title_keeps_its_code(load, case):
    load(alliances=[case(agreement={"addenda": [ADDENDUM]})])
    code = Agreement.objects.get(kind="protocol").record.code
    renamed = case(agreement={"addenda": [ADDENDUM | {"title": "Protocol de guàrdies"}]})
    assert counts(load(alliances=[renamed])[1]) == (0, 1, 4)
    assert counts(load(alliances=[renamed])[1]) == (0, 0, 5)
    assert Agreement.objects.get(kind="protocol").record.code == code


def test_another_agreement_in_its_place_is_a_new_one(load, case):
    load(alliances=[case(agreement={"addenda": [ADDENDUM]})])
    other = ADDENDUM | {"title": "Protocol de guàrdies", "signed_on": "2020"}
    _exit_code, report = load(alliances=[case(agreement={"addenda": [other]})])
    assert counts(report) == (1, 0, 4)
    assert [remark["code"] for remark in report["remarks"]] == ["agreement_gone"]
    assert Agreement.objects.filter(kind="protocol").count() == 2


def test_two_agreements_of_one_title_are_two(load, case):
    rows = [case(agreement={"addenda": [ADDENDUM, ADDENDUM | {"signed_on": "2015"}]})]
    assert counts(load(alliances=rows)[1]) == (6, 0, 0)
    assert counts(load(alliances=rows)[1]) == (0, 0, 6)


def test_true_addendum_amends_the_main_agreement(load, case):
    addendum = {"title": "Addenda primera", "kind": "addenda de pròrroga", "signed_on": "2014-11-01"}
    load(alliances=[case(agreement={"addenda": [addendum]})])
    found = Agreement.objects.get(kind="addendum")
    assert (found.addendum_kind, found.amends.kind) == ("extension", "framework")
    assert (found.effective_on, str(found.signed_on)) == (None, "2014-11-01")
    assert not found.relations.exists()
    assert found.record.events.get().verb == "addendum_signed"


def test_kind_nobody_knows_is_an_agreement_of_its_own(load, case):
    _exit_code, report = load(alliances=[case(agreement={"addenda": [ADDENDUM | {"kind": "conjur"}]})])
    found = Agreement.objects.get(kind_text="conjur")
    assert (found.kind, found.amends, found.relations.get().relation) == ("other", None, "relates")
    assert [remark["code"] for remark in report["remarks"]] == ["unmapped"]


def test_every_thing_made_remembers_its_row(load, case, experience):
    load(alliances=[case()], experiences=[experience()])
    assert set(Imported.objects.filter(source="cases").values_list("key", flat=True)) == {
        "organisation:vic",
        "organisation:olot",
        "alliance:una-alianca",
        "agreement:una-alianca",
        "experience:una-experiencia",
    }


def test_failure_half_way_leaves_nothing_written(load, case, experience, monkeypatch):
    def fail(*_arguments, **_named):
        raise RuntimeError

    monkeypatch.setattr(loading, "write_experience", fail)
    with pytest.raises(RuntimeError):
        load(alliances=[case()], experiences=[experience()])
    assert not Record.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_second_import_waits_for_the_first():
    Ledger.open("cases", Report())
    table = Imported._meta.db_table
    host, name, user = (connection.settings_dict[key] for key in ("HOST", "NAME", "USER"))
    other = psycopg.connect(host=host, dbname=name, user=user, port=connection.settings_dict["PORT"] or None)
    with other, pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE NOWAIT")

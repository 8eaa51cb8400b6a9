"""What does not fit in an agreement is told and nothing is refused; what fits, or is not known, is not told."""

import pytest

from alliances.periods import LAST_DAY
from alliances.signing import as_signed
from alliances.term_limits import TermFinding, term_findings
from alliances.warnings import SENTENCES, warnings
from tests.making import make_agreement, make_alliance, make_organisation, make_user

A, B, C = ({"code": f"OAE-O-000{i}", "slug": name, "name": name} for i, name in enumerate("ABC", start=1))
FOUR_YEARS = {"in_force_from": "2010-11-09", "in_force_until": "2014-11-08"}
PARTS = [{"key": "u", "section": "clauses", "label": "", "heading": "", "text": "U."}]


def agreement(**facts):
    return {
        "code": "OAE-C-0001",
        "kind": "framework",
        "origin": "registered",
        "parties": [A, B],
        "parts": PARTS,
    } | facts


def addendum(kind, day, code="OAE-C-0002", **facts):
    own = {"code": code, "title": f"Addenda {code[-1]}", "kind": "addendum", "addendum_kind": kind}
    return own | {"origin": "registered", "effective_on": day} | facts


def extension(day, until, code="OAE-C-0002", **facts):
    return addendum("extension", day, code, new_until=until, **facts)


def replace(text):
    return [{"op": "replace", "target": "u", "key": "", "label": "", "heading": "", "text": text}]


def signed_by(organisation=None, party_text=None):
    return {"organisation": organisation, "party_text": party_text, "signed_on": None}


JOINING = addendum("accession", "2012-06-01", parties=[C])
ALL_FIT = agreement(**FOUR_YEARS, notice_months=3, extension_until="2018-11-08", renewal="express")

# (agreement, addenda, has a public party, the codes expected): written from article 49.h and the contract.
CASES = {
    "all fits": (ALL_FIT, [extension("2014-06-01", "2018-11-08")], True, []),
    "nothing known": (agreement(), [addendum("amendment", None)], True, []),
    "four years and a day": (
        agreement(**FOUR_YEARS | {"in_force_until": "2014-11-09"}), [], False, ["long_term"],
    ),
    "four years to the day": (agreement(**FOUR_YEARS), [], True, []),
    "perhaps four years": (agreement(in_force_from="2010", in_force_until="2014"), [], True, []),
    "surely more than four": (agreement(in_force_from="2010", in_force_until="2015"), [], True, ["long_term"]),
    "limit over four more": (agreement(**FOUR_YEARS, extension_until="2018-11-09"), [], True, ["long_extensions"]),
    "extended over four more": (
        agreement(**FOUR_YEARS),
        [extension("2014-06-01", "2018-11-08"), extension("2018-06-01", "2019-11-08", "OAE-C-0003")],
        True,
        ["long_extensions"],
    ),
    "amended to last over four more": (
        agreement(**FOUR_YEARS), [addendum("amendment", "2014-06-01", new_until="2018-11-09")], True,
        ["long_extensions"],
    ),
    "amended to last four more": (
        agreement(**FOUR_YEARS), [addendum("amendment", "2014-06-01", new_until="2018-11-08")], True, [],
    ),
    "amended past the limit": (
        agreement(**FOUR_YEARS, extension_until="2016-11-08"),
        [addendum("amendment", "2014-06-01", new_until="2017-11-08")], False, ["extension_over_limit"],
    ),
    "amended to last longer, signed late": (
        agreement(**FOUR_YEARS), [addendum("amendment", "2014-11-01", new_until="2016", signed_on="2014-12-01")],
        False, ["addendum_before_signature", "signed_late"],
    ),
    "amended to last less, signed late": (
        agreement(**FOUR_YEARS), [addendum("amendment", "2014-11-01", new_until="2014-06", signed_on="2015-12-01")],
        False, ["addendum_before_signature"],
    ),
    "a termination past the limit": (
        agreement(**FOUR_YEARS), [addendum("termination", "2012-06-01", new_until="2019-11-08")], True, [],
    ),
    "effects before the signature": (
        agreement(**FOUR_YEARS, signed_on="2010-12-01"), [], False, ["effects_before_signature"],
    ),
    "signed that month": (agreement(**FOUR_YEARS, signed_on="2010-11"), [], False, []),
    "tacit with a public body": (agreement(**FOUR_YEARS, renewal="tacit"), [], True, ["tacit_renewal"]),
    "tacit among private ones": (agreement(**FOUR_YEARS, renewal="tacit"), [], False, []),
    "notice of the whole term": (agreement(**FOUR_YEARS, notice_months=48), [], False, ["long_notice"]),
    "notice within the term": (agreement(**FOUR_YEARS, notice_months=47), [], False, []),
    "signed by another": (
        agreement(signatures=[{"organisation": C, "party_text": None, "signed_on": None}]), [], False,
        ["signed_by_another"],
    ),
    "signed by name": (
        agreement(signatures=[{"organisation": None, "party_text": "Un ajuntament", "signed_on": None}]), [], False, [],
    ),
    "an addendum without who joined": (
        agreement(), [JOINING, addendum("amendment", "2013", "OAE-C-0003", parties=[A, B])], False,
        ["not_signed_by_who_joined"],
    ),
    "an addendum that who joined signs": (
        agreement(), [JOINING, addendum("amendment", "2013", "OAE-C-0003", parties=[A, B, C])], False, [],
    ),
    "an addendum before who joined": (
        agreement(), [JOINING, addendum("amendment", "2011", "OAE-C-0003", parties=[A, B])], False, [],
    ),
    "an addendum without one of the first": (
        agreement(), [addendum("amendment", "2013", parties=[A])], False, ["not_signed_by"],
    ),
    "an addendum that does not say who signs": (
        agreement(), [JOINING, addendum("amendment", "2013", "OAE-C-0003")], False, [],
    ),
    "an addendum signed by name": (
        agreement(), [addendum("amendment", "2013", signatures=[signed_by(party_text="A"), signed_by(B)])], False, [],
    ),
    "who leaves need not sign": (
        agreement(parties=[A, B, C]), [addendum("separation", "2012", parties=[A, B], leaving=[C])], False, [],
    ),
    "an accession signed by who joins alone": (agreement(), [JOINING], False, []),
    "an accession without one of those who sign": (
        agreement(), [addendum("accession", "2012", parties=[A, C])], False, ["not_signed_by"],
    ),
    "separated from three": (
        agreement(parties=[A, B, C]), [addendum("separation", "2012", leaving=[C])], False, [],
    ),
    "separation that leaves one": (
        agreement(), [addendum("separation", "2012", leaving=[B])], False, ["one_party_left"],
    ),
    "extension that does not say until when": (
        agreement(), [addendum("extension", "2012")], False, ["extension_without_end"],
    ),
    "separation of nobody": (agreement(), [addendum("separation", "2012")], False, ["separation_of_nobody"]),
    "separation of who is no party": (
        agreement(), [addendum("separation", "2012", leaving=[C])], False, ["separation_of_a_stranger"],
    ),
    "separation of who had left": (
        agreement(parties=[A, B, C]),
        [addendum("separation", "2012", leaving=[C]), addendum("separation", "2013", "OAE-C-0003", leaving=[C])],
        False,
        ["separation_of_a_stranger"],
    ),
    "separation of who had acceded": (
        agreement(),
        [addendum("accession", "2012", parties=[C]), addendum("separation", "2013", "OAE-C-0003", leaving=[C])],
        False,
        [],
    ),
    "extended the day after the end": (agreement(**FOUR_YEARS), [extension("2014-11-09", "2016-11-08")], False, []),
    "extended two days after": (
        agreement(**FOUR_YEARS), [extension("2014-11-10", "2016-11-08")], False, ["late_extension"],
    ),
    "extended some day of that year": (agreement(**FOUR_YEARS), [extension("2014", "2016-11-08")], False, []),
    "extended some day of the next": (
        agreement(**FOUR_YEARS), [extension("2015", "2016-11-08")], False, ["late_extension"],
    ),
    "amended once over to last longer": (
        agreement(**FOUR_YEARS), [addendum("amendment", "2015-03-01", new_until="2016")], False, ["late_extension"],
    ),
    "in time, signed late": (
        agreement(**FOUR_YEARS), [extension("2014-11-09", "2016-11-08", signed_on="2014-12-01")], False,
        ["addendum_before_signature", "signed_late"],
    ),
    "renewing itself, never late": (
        agreement(**FOUR_YEARS, renewal="tacit"), [extension("2015-03-01", "2018-11-08")], False, [],
    ),
    "extended past the limit": (
        agreement(**FOUR_YEARS, extension_until="2016-11-08"), [extension("2014-06-01", "2017-11-08")], False,
        ["extension_over_limit"],
    ),
    "an extension that ends before": (
        agreement(**FOUR_YEARS), [extension("2014-06-01", "2013-11-08")], False, ["extension_shortens"],
    ),
    "before the agreement": (
        agreement(**FOUR_YEARS), [addendum("economic", "2010-11-08")], False, ["addendum_before_agreement"],
    ),
    "before it was signed": (
        agreement(**FOUR_YEARS), [addendum("economic", "2012-01-01", signed_on="2012-02-01")], False,
        ["addendum_before_signature"],
    ),
    "an addendum signed before its agreement": (
        agreement(**FOUR_YEARS, signed_on="2010-11-01"),
        [addendum("economic", "2012-01-01", signed_on="2010-10-01")], False, ["addendum_signed_first"],
    ),
    "resolved once over": (
        agreement(**FOUR_YEARS), [addendum("termination", "2015-01-01")], False, ["termination_after_end"],
    ),
    "after it was resolved": (
        agreement(**FOUR_YEARS),
        [addendum("termination", "2012-01-01"), addendum("economic", "2012-03-01", "OAE-C-0003")],
        False,
        ["addendum_after_termination"],
    ),
    "two that contradict": (
        agreement(**FOUR_YEARS),
        [addendum("amendment", "2012-01-01", changes=replace("X")),
         addendum("amendment", "2012-01-01", "OAE-C-0003", changes=replace("Z"))],
        False,
        ["contradiction"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "addenda", "public", "codes"), CASES.values(), ids=CASES.keys())
def test_what_does_not_fit_is_told(document, addenda, public, codes):
    assert [one.code for one in warnings(document, addenda, has_public_party=public)] == codes
    assert [one.code for one in warnings(document, addenda[::-1], has_public_party=public)] == codes


@pytest.mark.parametrize(("document", "addenda"), [case[:2] for case in CASES.values()], ids=CASES.keys())
def test_cautions_and_semafor_agree_on_what_lasts_too_long(document, addenda):
    codes = {one.code for one in warnings(document, addenda, has_public_party=False)}
    findings = term_findings(document, map(as_signed, addenda), LAST_DAY)
    assert ("long_term" in codes, "long_extensions" in codes) == (
        TermFinding.TOO_LONG in findings,
        TermFinding.EXTENDED_TOO_LONG in findings,
    )


@pytest.mark.parametrize(("until", "is_late"), [("2016-11-08", True), (None, True), ("2013-11-08", False)])
def test_only_what_puts_the_end_off_is_late_when_it_is_signed_after_it(until, is_late):
    late = extension("2014-11-09", until, signed_on="2015-01-01", origin="documented")
    assert (TermFinding.EXTENDED_LATE in term_findings(ALL_FIT, [late], LAST_DAY)) is is_late


def test_every_warning_is_tried():
    assert {code for *_case, codes in CASES.values() for code in codes} == {*SENTENCES, "contradiction"}


def test_the_sentence_names_the_addendum_and_the_day():
    [late] = warnings(
        agreement(**FOUR_YEARS), [extension("2015-03-01", "2016-11-08")], has_public_party=False
    )

    assert (late.addendum, str(late.sentence)) == (
        "OAE-C-0002",
        "«Addenda 2» el prorroga quan ja havia vençut, el 8 de novembre del 2014: els dies d’entremig consten com a "
        "vençuts. La pròrroga s’ha d’acordar abans del final.",
    )


@pytest.mark.django_db
def test_only_who_may_write_it_reads_what_does_not_fit(client):
    owner, partner = make_organisation(ownership="public"), make_organisation()
    made = make_agreement(
        make_alliance(), renewal="tacit", record={"origin": "registered", "owner": owner}, registered=False
    )
    made.parties.set([owner, partner])
    people = {
        "editor": make_user(organisation=owner),
        "colleague reader": make_user(organisation=owner, membership="reader"),
        "partner": make_user(organisation=partner, membership="admin"),
        "curator": make_user(role="curator"),
    }
    told = {}
    for who, user in people.items():
        client.force_login(user)
        text = client.get(f"/convenis/{made.record.code}/?version=draft").content.decode()
        told[who] = "una de les parts és pública: la llei demana" in text

    assert told == {"editor": True, "colleague reader": False, "partner": False, "curator": True}


@pytest.mark.django_db
def test_the_public_page_says_nothing_of_it(client):
    made = make_agreement(make_alliance(), in_force_from="2010-01-01", in_force_until="2020-01-01")
    page = f"/convenis/{made.record.code}/"

    assert "Dura més de quatre anys" not in client.get(page).content.decode()
    client.force_login(make_user(role="curator"))
    assert "Dura més de quatre anys" in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_review_of_an_addendum_says_what_does_not_fit_in_what_it_amends(client):
    owner = make_organisation()
    spine = {"origin": "registered", "owner": owner}
    above = make_agreement(make_alliance(), record=spine, registered=False, **FOUR_YEARS)
    made = make_agreement(
        above.alliance, "Addenda tardana", kind="addendum", addendum_kind="extension", amends=above, record=spine,
        registered=False, effective_on="2015-03-01", new_until="2016-11-08",
    )  # fmt: skip
    for one in (above, made):
        one.parties.add(owner)
    client.force_login(make_user(organisation=owner, membership="admin"))
    review = client.get(f"/tauler/{owner.slug}/convenis/{made.record.code}/revisio/")

    assert review.status_code == 200
    assert review.context["cautions"] == [
        "«Addenda tardana» el prorroga quan ja havia vençut, el 8 de novembre del 2014: els dies d’entremig consten "
        "com a vençuts. La pròrroga s’ha d’acordar abans del final."
    ]
    assert "Fixeu-vos-hi" in review.content.decode()

"""The model case agrees with itself: a reader who trusts one part of it is not misled by another.

Nothing of the product is imported, so that the file can be the measure of the product’s own functions.
"""

import calendar
import json
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "observatori" / "data"
EXAMPLE = json.loads((DATA / "example.json").read_text(encoding="utf-8"))
ORGANISATIONS = {organisation["slug"]: organisation for organisation in EXAMPLE["organisations"]}
ALLIANCE = EXAMPLE["alliance"]
AGREEMENTS = {agreement["key"]: agreement for agreement in EXAMPLE["agreements"]}
ADDENDA = {addendum["key"]: addendum for addendum in EXAMPLE["addenda"]}
INSTRUMENTS = AGREEMENTS | ADDENDA
FRAMEWORK = AGREEMENTS["conveni-marc"]
EXPERIENCES = EXAMPLE["experiences"]
EXPECTED = EXAMPLE["expected"]
TEXTS = EXPECTED["texts"]["conveni-marc"]
TERMS = [(key, row) for key, rows in EXPECTED["terms"].items() for row in rows]

# Contracts, section *Codes and enumerations*.
CODES = {
    "kind": "framework specific protocol statutes service_contract accession addendum other",
    "addendum_kind": "extension amendment accession separation economic new_service termination other",
    "renewal": "none express tacit unknown",
    "relation": "develops replaces precedes relates",
    "visibility": "public partners organisation",
    "section": "parties recitals clauses annexes",
    "op": "replace insert_after delete",
    "phase": "identification design implementation follow_up renewed transformed merged ended",
    "motives": "mission operations survival",
    "joint_work": "collaboration coordination cooperation integration",
    "role": "lead partner funder collaborator",
    "ownership": "public private_nonprofit private_forprofit",
    "initiative": "management professionals administration third_parties",
    "type": "experience good_practice promising_practice demonstrative_project unsuccessful_attempt "
    "lessons study",
    "axes": "governance management collaborative_work",
    "stance": "confirms qualifies contradicts",
    "status": "measured estimated forecast",
    "level": "health_authority institutional_boards management_teams professional_leadership",
    "state": "draft pending_signature upcoming in_force expired terminated unknown",
}
CODES = {name: set(codes.split()) for name, codes in CODES.items()}
CONDITIONS = {
    *("shared_objectives", "systemic_fit", "generosity"),
    *("governance_model", "transparency", "professional_leadership"),
}
SOURCE_LESSONS = {  # how many the source document has
    ("governance", "recommendation"): 4,
    ("governance", "critical_point"): 4,
    ("management", "recommendation"): 5,
    ("management", "critical_point"): 4,
    ("collaborative_work", "recommendation"): 7,
    ("collaborative_work", "critical_point"): 6,
}
LESSONS = {f"{axis}-{kind}-{n + 1}" for (axis, kind), count in SOURCE_LESSONS.items() for n in range(count)}
# Fields that hold codes of a vocabulary, by who has them.
VOCABULARIES = {
    "alliance": {
        "form": "form",
        "vision": "vision",
        "territory": "comarca",
        "services": "service",
        "themes": "theme",
        "challenges": "challenge",
        "benefits": "benefit",
        "levels_of_care": "level_of_care",
    },
    "partner": {"benefits": "benefit", "contribution": "contribution"},
    "organisation": {
        "legal_form": "legal_form",
        "kinds": "organisation_kind",
        "sectors": "sector",
        "levels_of_care": "level_of_care",
        "comarca": "comarca",
    },
    "experience": {"evidence_level": "evidence_level"},
}
# Article 49 of Llei 40/2015, letters a to h, and the recommended contents, with words that answer each.
CONTENTS = {
    "a": "capacitat legal",
    "b": "competències",
    "c": "titularitat",
    "d": "Compromisos econòmics",
    "e": "indemnització",
    "f": "seguiment, vigilància i control",
    "g": "acord unànime",
    "h": "vigència de quatre anys",
    "data_protection": "2016/679",
    "staff": "cessió de treballadors",
    "confidentiality": "confidencialitat",
    "intellectual_property": "propietat intel·lectual",
    "jurisdiction": "jurisdicció contenciosa",
}


def walk(node, name=None):
    """Every (field name, scalar) under `node`."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, name)
    else:
        yield name, node


def applied(parts, addendum):
    """The parts after an addendum, as {key: part}; its order is the file’s own, so the first reading."""
    parts = list(parts)
    for change in addendum["changes"]:
        keys = [part["key"] for part in parts]
        at = keys.index(change["target"])  # ValueError: the target does not exist at that moment
        words = {name: change[name] for name in ("label", "heading", "text")}
        if change["op"] == "delete":
            del parts[at]
        elif change["op"] == "replace":
            parts[at] = parts[at] | words | {"changed_by": addendum["key"]}
        else:
            assert change["key"] not in keys
            new = {"key": change["key"], "section": parts[at]["section"], "changed_by": addendum["key"]}
            parts.insert(at + 1, new | words)
    return parts


def text_at(day):
    parts = FRAMEWORK["parts"]
    for addendum in sorted(ADDENDA.values(), key=lambda addendum: addendum["effective_on"]):
        parts = applied(parts, addendum) if addendum["effective_on"] <= day else parts
    return parts


def months_before(day, months):
    """The day `months` earlier, clipped to the month’s end."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_signature(instrument):
    return max(signature["signed_on"] for signature in instrument["signatures"])


def money(instrument):
    return [row for row in instrument["commitments"] if row["amount"] is not None]


def annex_rows(text):
    """The economic tables of an annex: every line that ends in a total, as ([amounts], total)."""
    for line in text.splitlines():
        amounts = [int(n.replace(".", "")) for n in re.findall(r": (\d[\d.]*\d)(?= ·|$)", line)]
        if "Total: " in line:
            yield amounts[:-1], amounts[-1]


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_parties_signatures_and_commitments_name_organisations_of_the_file(key):
    instrument = INSTRUMENTS[key]
    parties = instrument["parties"]
    assert set(parties) <= set(ORGANISATIONS)
    assert sorted(signature["organisation"] for signature in instrument["signatures"]) == sorted(parties)
    assert {row["organisation"] for row in instrument["commitments"]} <= set(parties)


def test_references_between_records_resolve():
    assert {partner["organisation"] for partner in ALLIANCE["partners"]} == set(ORGANISATIONS)
    assert {ALLIANCE["owner"], *(experience["owner"] for experience in EXPERIENCES)} <= set(ORGANISATIONS)
    assert all(addendum["amends"] in AGREEMENTS for addendum in ADDENDA.values())
    relations = [relation for agreement in AGREEMENTS.values() for relation in agreement["relations"]]
    assert {"relation": "develops", "agreement": "conveni-marc"} in relations
    assert all(relation["agreement"] in AGREEMENTS for relation in relations)
    for experience in EXPERIENCES:
        assert experience["alliances"] == [ALLIANCE["slug"]]
        assert set(experience["organisations"]) <= set(ORGANISATIONS)


def test_keys_are_unique():
    assert len(ORGANISATIONS) == len(EXAMPLE["organisations"]) == 5
    assert len(INSTRUMENTS) == len(EXAMPLE["agreements"]) + len(EXAMPLE["addenda"])
    assert len({experience["slug"] for experience in EXPERIENCES}) == len(EXPERIENCES)
    for agreement in AGREEMENTS.values():
        assert max(Counter(part["key"] for part in agreement["parts"]).values()) == 1


def test_codes_are_those_of_the_contracts():
    wrong = {(name, value) for name, value in walk(EXAMPLE) if name in CODES and value not in CODES[name]}
    assert wrong == set()


def test_every_section_is_there_and_sections_do_not_mix():
    for agreement in AGREEMENTS.values():
        sections = [part["section"] for part in agreement["parts"]]
        assert list(dict.fromkeys(sections)) == ["parties", "recitals", "clauses", "annexes"]
        assert sections == sorted(sections, key=["parties", "recitals", "clauses", "annexes"].index)
        assert all(part["heading"] and part["text"] and part["label"] for part in agreement["parts"])


@pytest.mark.parametrize("item", CONTENTS)
def test_framework_answers_every_content_the_law_asks_or_recommends(item):
    texts = (f"{part['heading']}\n{part['text']}" for part in FRAMEWORK["parts"])
    assert any(CONTENTS[item] in text for text in texts)


def test_texts_are_typographic():
    texts = [value for _name, value in walk(EXAMPLE) if isinstance(value, str)]
    assert [text for text in texts if re.search("['\"\u2018\u201c\u201d`]", text)] == []
    assert [text for text in texts if re.search(r"l[.•-]l|\d [%€]|  |\.\.\.", text)] == []
    assert [text for text in texts if text != text.strip()] == []


def test_people_places_and_addresses_are_plainly_invented():
    assert ALLIANCE["is_example"] is True
    people = {row["person"] for instrument in INSTRUMENTS.values() for row in instrument["signatures"]} - {
        None
    }
    assert all(re.search(r"Exemplar|Exemple|Model|Mostra|Prova", person) for person in people)
    addresses = [value for name, value in walk(EXAMPLE) if name in ("website", "url")]
    assert all(re.match(r"https://[a-z-]+\.exemple\.cat(/|$)", address) for address in addresses)
    assert all(organisation["municipality"] is None for organisation in ORGANISATIONS.values())
    assert all(record["summary"].startswith("Cas d’exemple") for record in [ALLIANCE, *EXPERIENCES])


def test_alliance_is_complete():
    may_be_empty = {"end", "left_on", "reference_code"}
    assert {name for name, value in walk(ALLIANCE) if value in (None, "")} <= may_be_empty
    assert [name for name, value in ALLIANCE.items() if value in ([], {})] == []
    assert set(ALLIANCE["conditions"]) == set(ALLIANCE["condition_notes"]) == CONDITIONS
    assert set(ALLIANCE["conditions"].values()) <= {"yes", "partly", "no", "unknown"}
    assert all(ALLIANCE["condition_notes"].values())
    assert {row["level"] for row in ALLIANCE["governance"]} == CODES["level"]
    assert {row["status"] for row in ALLIANCE["results"]} == CODES["status"]


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_last_signature_comes_after_the_first_and_before_taking_effect(key):
    instrument = INSTRUMENTS[key]
    days = [signature["signed_on"] for signature in instrument["signatures"]]
    assert min(days) < max(days) == EXPECTED["signed_on"][key]
    assert max(days) < (instrument.get("effective_on") or instrument["in_force_from"])


def test_targets_of_each_addendum_exist_when_it_takes_effect():
    parts = FRAMEWORK["parts"]
    for addendum in EXAMPLE["addenda"]:
        parts = applied(parts, addendum)
    kinds = [addendum["addendum_kind"] for addendum in EXAMPLE["addenda"]]
    assert kinds == ["extension", "accession", "economic"]
    ops = {change["op"] for addendum in EXAMPLE["addenda"] for change in addendum["changes"]}
    assert ops == CODES["op"]


@pytest.mark.parametrize("expected", TEXTS, ids=lambda text: text["at"])
def test_consolidated_text_is_the_one_written_by_hand(expected):
    parts = text_at(expected["at"])
    assert [{"key": part["key"], "label": part["label"]} for part in parts] == expected["order"]
    assert not {part["key"] for part in parts} & set(expected["absent"])
    changed = [part for part in parts if part.get("changed_by")]
    assert [part["key"] for part in changed] == [row["key"] for row in expected["changed"]]
    for part, row in zip(changed, expected["changed"], strict=True):
        assert (part["label"], part["changed_by"]) == (row["label"], row["changed_by"])
        assert row["phrase"] in part["text"]


def test_phrases_tell_each_version_from_the_one_before():
    assert [text["after"] for text in TEXTS] == [None, *ADDENDA]
    assert [text["at"] for text in TEXTS[1:]] == [addendum["effective_on"] for addendum in ADDENDA.values()]
    for before, after in pairwise(TEXTS):
        old = {part["key"]: part["text"] for part in text_at(before["at"])}
        new = [row for row in after["changed"] if row["changed_by"] == after["after"]]
        assert new
        assert all(row["phrase"] not in old.get(row["key"], "") for row in new)


@pytest.mark.parametrize(
    ("key", "row"), TERMS, ids=lambda value: value if isinstance(value, str) else value["at"]
)
def test_expected_state_follows_from_the_dates(key, row):
    agreement, at = AGREEMENTS[key], row["at"]
    taken = [a for a in ADDENDA.values() if a["amends"] == key and a["new_until"] and a["effective_on"] <= at]
    ends_on = taken[-1]["new_until"] if taken else agreement["in_force_until"]
    notice_on = months_before(date.fromisoformat(ends_on), agreement["notice_months"]).isoformat()
    in_force = agreement["in_force_from"] <= at <= ends_on
    assert (row["ends_on"], row["notice_on"]) == (ends_on, notice_on)
    assert (row["state"] == "in_force", row["state"] == "upcoming") == (
        in_force,
        at < agreement["in_force_from"],
    )
    assert row["in_notice"] == (in_force and notice_on <= at)
    assert row["extended"] == bool(taken)
    assert row.get("can_extend", in_force) == (in_force and ends_on < agreement["extension_until"])


def test_expected_states_cover_what_the_pages_show():
    rows = EXPECTED["terms"]["conveni-marc"]
    assert len({row["at"] for row in rows}) == len(rows) >= 8
    assert {row["state"] for row in rows} == {"upcoming", "in_force", "expired"}
    assert {(row["in_notice"], row["extended"]) for row in rows} == {
        (i, e) for i in (True, False) for e in (True, False)
    }


@pytest.mark.parametrize("key", AGREEMENTS)
def test_terms_keep_within_article_49_h(key):
    agreement = AGREEMENTS[key]
    first, until, limit = (agreement[n] for n in ("in_force_from", "in_force_until", "extension_until"))
    assert first <= until <= _years_later(first, 4)
    assert until <= limit <= _years_later(until, 4)
    for addendum in ADDENDA.values():
        if addendum["amends"] == key and addendum["new_until"]:
            assert last_signature(addendum) <= until
            assert addendum["new_until"] <= limit


def _years_later(day, years):
    return f"{int(day[:4]) + years}{day[4:]}"


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_commitments_add_up_by_year(key):
    years = defaultdict(int)
    for row in money(INSTRUMENTS[key]):
        years[str(row["year"])] += row["amount"]
    assert dict(years) == EXPECTED["totals"][key]


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_every_commitment_is_money_or_kind(key):
    rows = INSTRUMENTS[key]["commitments"]
    assert rows
    assert all((row["amount"] is None) != (row["in_kind"] is None) for row in rows)


@pytest.mark.parametrize("key", ["conveni-marc", "addenda-3"])
def test_economic_annex_adds_up_and_says_what_the_commitments_say(key):
    texts = {
        part["key"]: part["text"] for part in text_at("2027-01-01" if key == "addenda-3" else "2022-11-01")
    }
    tables = list(annex_rows(texts["annex-1"]))
    assert len(tables) == {"conveni-marc": 7, "addenda-3": 2}[key]
    assert all(sum(amounts) == total for amounts, total in tables)
    by_year = defaultdict(list)
    for row in money(INSTRUMENTS[key]):
        by_year[row["year"]].append(row["amount"])
    assert [amounts for amounts, _total in tables[: len(by_year)]] == list(by_year.values())


def test_totals_written_in_words_of_clauses_are_those_of_the_commitments():
    clauses = {part["key"]: part["text"] for part in text_at("2026-07-01")}
    assert sum(row["amount"] for row in money(FRAMEWORK)) == 1_104_000
    assert "1.104.000\u00a0€" in clauses["clausula-04"]
    assert sum(row["amount"] for row in money(ADDENDA["addenda-1"])) == 46_000
    assert "46.000\u00a0€" in clauses["clausula-04-bis"]


def test_experiences_bring_measured_results_and_a_failure():
    assert [experience["type"] for experience in EXPERIENCES] == ["good_practice", "unsuccessful_attempt"]
    for experience in EXPERIENCES:
        assert {name for name, value in experience.items() if value in (None, "", [])} <= {"end"}
        assert "measured" in {row["status"] for row in experience["results"]}
    stances = {evidence["stance"] for experience in EXPERIENCES for evidence in experience["evidence"]}
    assert stances == CODES["stance"]


@pytest.mark.parametrize("experience", EXPERIENCES, ids=lambda experience: experience["slug"])
def test_evidence_quotes_the_experience_on_a_lesson_of_the_source(experience):
    lessons = [evidence["lesson"] for evidence in experience["evidence"]]
    assert len(lessons) >= 2
    assert len(set(lessons)) == len(lessons)
    assert set(lessons) <= LESSONS
    assert all(lesson.rsplit("-", 2)[0] in experience["axes"] for lesson in lessons)
    body = "\n".join(value for value in experience.values() if isinstance(value, str))
    assert [evidence["quote"] for evidence in experience["evidence"] if evidence["quote"] not in body] == []


def test_lessons_and_factors_are_those_of_the_source_file():
    source = json.loads((DATA / "lessons.json").read_text(encoding="utf-8"))
    assert {lesson["key"] for lesson in source["lessons"]} == LESSONS
    assert len(LESSONS) == 16 + 14
    factors = {factor["key"]: factor["kind"] for factor in source["factors"]}
    good, bad = EXPERIENCES
    assert {factors[key] for key in good["factors"]} == {"success"}
    assert {factors[key] for key in bad["factors"]} == {"failure"}


def test_vocabulary_codes_exist():
    source = json.loads((DATA / "vocabularies.json").read_text(encoding="utf-8"))
    known = {
        name: {term["code"] for term in terms} for name, terms in source.items() if isinstance(terms, list)
    }
    owners = {
        "alliance": [ALLIANCE],
        "partner": ALLIANCE["partners"],
        "organisation": EXAMPLE["organisations"],
        "experience": EXPERIENCES,
    }
    for owner, fields in VOCABULARIES.items():
        for field, vocabulary in fields.items():
            used = {code for row in owners[owner] for _name, code in walk(row[field])}
            assert used <= known[vocabulary], f"{owner}.{field}"

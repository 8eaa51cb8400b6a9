"""The vocabularies and the tables that read free text into their codes agree with each other and with the cases."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from observatori.catalan import fold, of

ROOT = Path(__file__).parents[2]
DATA = ROOT / "observatori" / "data"
REAL = ROOT.parent / "shared" / "real"
VOCABULARIES = json.loads((DATA / "vocabularies.json").read_text(encoding="utf-8"))
MAPPINGS = json.loads((DATA / "mappings.json").read_text(encoding="utf-8"))
CODES = {name: {term["code"] for term in terms} for name, terms in VOCABULARIES.items()}
PLACES = {"comarca", "vegueria", "health_region", "municipality"}
SAME_IN_ENGLISH = {"Talent"}
PARENTS = {"comarca": "vegueria", "municipality": "comarca"}

SIZES = {
    "comarca": 43,
    "vegueria": 9,
    "health_region": 17,
    "sector": 7,
    "legal_form": 13,
    "form": 15,
    "benefit": 9,
}
FIXED = {
    "sector": "health social sociosanitari mental_health education research local_government",
    "contribution": "staff space equipment data money knowledge",
    "vision": "massa-critica complementaria nous-projectes integracio",
    "partner_typology": "public-public public-nonprofit nonprofit-nonprofit public-forprofit with-university "
    "with-professional-body cross-border",
}
KINDS = [
    "framework",
    "specific",
    "protocol",
    "statutes",
    "service_contract",
    "accession",
    "addendum",
    "other",
]
PHASES = {
    "identification",
    "design",
    "implementation",
    "follow_up",
    "renewed",
    "transformed",
    "merged",
    "ended",
}
OF_EACH_COMARCA = """
de l’Alt Camp|de l’Alt Empordà|de l’Alt Penedès|de l’Alt Urgell|de l’Alta Ribagorça|de l’Anoia|del Bages|del Baix Camp
del Baix Ebre|del Baix Empordà|del Baix Llobregat|del Baix Penedès|del Barcelonès|del Berguedà|de la Cerdanya
de la Conca de Barberà|del Garraf|de les Garrigues|de la Garrotxa|del Gironès|del Lluçanès|del Maresme|del Moianès
del Montsià|de la Noguera|d’Osona|del Pallars Jussà|del Pallars Sobirà|del Pla d’Urgell|del Pla de l’Estany|del Priorat
de la Ribera d’Ebre|del Ripollès|de la Segarra|del Segrià|de la Selva|del Solsonès|del Tarragonès|de la Terra Alta
de l’Urgell|de la Val d’Aran|del Vallès Occidental|del Vallès Oriental
"""


def real(name):
    """A file of real cases, where they lie beside the project."""
    path = REAL / name
    if not path.exists():
        pytest.skip("Els casos reals no són al costat del projecte: les taules no s’hi poden comparar.")
    return json.loads(path.read_text(encoding="utf-8"))


def texts(alliances):
    """Every free text of the alliances by the table that must know it."""
    agreements = [alliance["agreement"] or {} for alliance in alliances]
    partners = [partner for alliance in alliances for partner in alliance["partners"]]
    found = {
        "organisation_type": [partner["type"] for partner in partners],
        "sector": [partner["sector"] for partner in partners],
        "role": [partner["role"] for partner in partners],
        "municipality": [partner["municipality"] for partner in partners],
        "comarca": [partner["comarca"] for partner in partners]
        + [c for a in alliances for c in a["territory"]],
        "form": [alliance["form"] for alliance in alliances],
        "agreement_form": [alliance["form"] for alliance in alliances],
        "phase": [alliance["phase"] for alliance in alliances],
        "service": [text for alliance in alliances for text in alliance["services"]],
        "theme": [text for alliance in alliances for text in alliance["topics"]],
        "agreement_title": [agreement.get("title") for agreement in agreements],
        "renewal": [agreement.get("renewal") for agreement in agreements],
        "extension_months": [agreement.get("renewal") for agreement in agreements],
        "duration_months": [agreement.get("duration") for agreement in agreements],
        "addendum_kind": [a["kind"] for agreement in agreements for a in agreement.get("addenda", [])],
    }
    return {table: {text for text in column if text is not None} for table, column in found.items()}


def test_every_vocabulary_has_its_terms():
    assert {name: len(VOCABULARIES[name]) for name in SIZES} == SIZES
    assert {name: set(codes.split()) for name, codes in FIXED.items()} == {
        name: CODES[name] for name in FIXED
    }
    assert len(VOCABULARIES["challenge"]) == 1
    assert sum("valid_from" in region for region in VOCABULARIES["health_region"]) == 10
    assert sum("valid_until" in region for region in VOCABULARIES["health_region"]) == 7


@pytest.mark.parametrize("name", VOCABULARIES)
def test_codes_and_labels_are_unique_and_well_formed(name):
    for key in ("code", "ca", "es", "en"):
        values = Counter(term[key] for term in VOCABULARIES[name])
        assert max(values.values()) == 1, values.most_common(3)
    assert all(re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", code) for code in CODES[name])


@pytest.mark.parametrize("name", VOCABULARIES)
def test_labels_are_written_with_care(name):
    for term in VOCABULARIES[name]:
        for label in (term["ca"], term["es"], term["en"], *term.get("aliases", [])):
            assert label == label.strip() != ""
            assert not re.search(r"['\"/]|  |l\.l", label), label
        assert "aliases" not in term or fold(term["ca"]) not in {fold(alias) for alias in term["aliases"]}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_parents_and_periods_make_sense(name):
    for term in VOCABULARIES[name]:
        assert ("parent" in term) == (name in PARENTS)
        assert "parent" not in term or term["parent"] in CODES[PARENTS[name]]
        assert term.get("article") in {None, "el", "la", "l’", "els", "les"}
        for bound in {"valid_from", "valid_until"} & term.keys():
            date.fromisoformat(term[bound])


def test_places_keep_their_catalan_names():
    for name in ("comarca", "vegueria", "municipality"):
        assert all(place["ca"] == place["es"] == place["en"] for place in VOCABULARIES[name])


@pytest.mark.parametrize("name", sorted(VOCABULARIES.keys() - PLACES))
def test_words_are_translated(name):
    same = {term["ca"] for term in VOCABULARIES[name] if fold(term["en"]) == fold(term["ca"])}
    assert same <= SAME_IN_ENGLISH
    for term in VOCABULARIES[name]:
        assert not re.search("[àèòç·]|l’|d’", term["es"] + term["en"]), term


def test_every_comarca_has_its_article():
    expected = OF_EACH_COMARCA.strip().replace("\n", "|").split("|")
    assert [of(comarca["ca"], comarca.get("article")) for comarca in VOCABULARIES["comarca"]] == expected


@pytest.mark.parametrize("table", MAPPINGS)
def test_no_text_is_read_in_two_ways(table):
    keys = Counter(fold(text) for text in MAPPINGS[table])
    assert max(keys.values()) == 1, keys.most_common(3)


@pytest.mark.parametrize("table", ["sector", "comarca", "municipality", "form"])
def test_tables_lead_to_codes_of_their_vocabulary(table):
    assert set(MAPPINGS[table].values()) - {None} <= CODES[table]


@pytest.mark.parametrize("table", ["service", "theme"])
def test_services_and_themes_lead_to_lists_of_codes_and_use_them_all(table):
    assert {code for codes in MAPPINGS[table].values() for code in codes} == CODES[table]
    assert all(MAPPINGS[table].values())


def test_types_of_organisation_lead_to_known_codes():
    for known in MAPPINGS["organisation_type"].values():
        assert known["legal_form"] in CODES["legal_form"] | {None}
        assert known["ownership"] in {"public", "private_nonprofit", "private_forprofit", None}
        assert set(known["kinds"]) <= CODES["organisation_kind"]
    assert MAPPINGS["organisation_type"]["foundation"]["ownership"] is None


def test_only_true_addenda_amend():
    for text, read in MAPPINGS["addendum_kind"].items():
        assert read["kind"] in KINDS
        assert read["amends"] == (read["kind"] == "addendum") == (read["addendum_kind"] is not None)
        assert (read["relation"] is None) == read["amends"]
        assert read["amends"] == fold(text).startswith(("addenda", "prorroga", "modificacio"))


def test_tables_lead_to_the_codes_of_the_contract():
    assert set(MAPPINGS["phase"].values()) <= PHASES
    assert set(MAPPINGS["role"].values()) == {"lead", "partner", "funder", "collaborator"}
    assert set(MAPPINGS["renewal"].values()) <= {"none", "express", "tacit", None}
    assert set(MAPPINGS["agreement_title"].values()) | set(MAPPINGS["agreement_form"].values()) <= set(KINDS)
    assert MAPPINGS["duration_months"] == {"P10Y": 120, "P4Y": 48, "P4Y / P1Y": None}


@pytest.mark.parametrize("table", texts([]))
def test_every_free_text_of_the_real_cases_is_in_its_table(table):
    assert texts(real("alliances.json"))[table] - MAPPINGS[table].keys() == set()


@pytest.mark.parametrize(("table", "field"), [("axis", "axis"), ("experience_type", "kind")])
def test_every_axis_and_kind_of_the_real_experiences_is_in_its_table(table, field):
    assert {experience[field] for experience in real("experiences.json")} <= MAPPINGS[table].keys()


def test_codes_of_the_source_vocabularies_are_kept():
    source = real("vocabularies.json")
    comarques = {item["code"]: item["name"].replace("'", "’") for item in source["comarques"]["items"]}
    assert {term["code"]: term["ca"] for term in VOCABULARIES["comarca"]} == comarques
    axes = {
        axis["axis"]: {item["code"] for item in axis["items"]} for axis in source["alliance_types"]["axes"]
    }
    assert axes == {
        "tipologia dels socis": CODES["partner_typology"],
        "visió": CODES["vision"],
        "forma": CODES["form"],
    }
    assert len(source["legal_forms"]["items"]) == len(CODES["legal_form"])


def test_places_of_the_real_cases_lie_where_the_vocabulary_says():
    comarca = {term["code"]: term["parent"] for term in VOCABULARIES["municipality"]}
    for alliance in real("alliances.json"):
        assert [MAPPINGS["comarca"][name] for name in alliance["territory"]] == alliance["territory_codes"]
        for partner in alliance["partners"]:
            if municipality := MAPPINGS["municipality"].get(partner["municipality"]):
                assert comarca[municipality] == MAPPINGS["comarca"][partner["comarca"]]

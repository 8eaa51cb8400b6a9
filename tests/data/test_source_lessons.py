"""The lessons are the source’s, word for word: compared with the documents where they lie beside the project."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from observatori.catalan import fold

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
DATA = json.loads((ROOT / "observatori" / "data" / "lessons.json").read_text(encoding="utf-8"))
LISTS = ("axes", "lessons", "factors", "conditions", "key_ideas", "sentences")
ENTRIES = [(name, entry) for name in LISTS for entry in DATA[name]]
IDS = [entry["key"] for _, entry in ENTRIES]
AXES = ["governance", "management", "collaborative_work"]
RECOMMENDATIONS = {"governance": 4, "management": 5, "collaborative_work": 7}
CRITICAL_POINTS = {"governance": 4, "management": 4, "collaborative_work": 6}


def squeezed(text):
    """The text without tags, bullets, link targets and white space."""
    return re.sub(r"<[^>]+>|•|\[|\]\([^)]*\)|\s+", "", text)


def source(entry):
    """The text of the document an entry comes from, as published."""
    path = SEEDS / f"{entry['source']['document']}.txt"
    if not path.exists():
        pytest.skip(
            "El document de partida no és al costat del projecte: les paraules no s’hi poden comparar."
        )
    return path.read_text(encoding="utf-8")


def test_every_lesson_of_the_source_is_here():
    counts = Counter((lesson["kind"], lesson["axis"]) for lesson in DATA["lessons"])
    assert counts == {
        **{("recommendation", axis): n for axis, n in RECOMMENDATIONS.items()},
        **{("critical_point", axis): n for axis, n in CRITICAL_POINTS.items()},
    }
    assert sum(RECOMMENDATIONS.values()) == 16
    assert sum(CRITICAL_POINTS.values()) == 14


def test_every_factor_condition_and_idea_is_here():
    assert Counter(factor["kind"] for factor in DATA["factors"]) == {"success": 10, "failure": 10}
    assert [condition["key"] for condition in DATA["conditions"]] == [
        "shared_objectives",
        "systemic_fit",
        "generosity",
        "governance_model",
        "transparency",
        "professional_leadership",
    ]
    assert [idea["text"] for idea in DATA["key_ideas"]] == ["Confiança", "Generositat", "Compromís"]
    assert [axis["key"] for axis in DATA["axes"]] == AXES
    assert sum(sentence["source"]["section"] == "I ara què?" for sentence in DATA["sentences"]) == 6


def test_keys_say_axis_kind_and_number():
    seen = Counter()
    for lesson in DATA["lessons"]:
        seen[lesson["axis"], lesson["kind"]] += 1
        number = seen[lesson["axis"], lesson["kind"]]
        assert (lesson["key"], lesson["n"]) == (f"{lesson['axis']}-{lesson['kind']}-{number}", number)
    for kind in ("success", "failure"):
        factors = [factor for factor in DATA["factors"] if factor["kind"] == kind]
        assert [factor["key"] for factor in factors] == [f"{kind}-{n}" for n in range(1, 11)]
        assert [factor["n"] for factor in factors] == list(range(1, 11))


@pytest.mark.parametrize("name", LISTS)
def test_keys_and_addresses_are_unique(name):
    assert max(Counter(entry["key"] for entry in DATA[name]).values()) == 1
    slugs = [entry["slug"] for entry in DATA[name] if "slug" in entry]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 60 for slug in slugs)
    assert bool(slugs) == (name in {"lessons", "factors"})


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=IDS)
def test_every_text_is_told_in_three_languages(name, entry):
    assert all(entry[key].strip() for key in ("text", "es", "en"))
    assert entry["source"]["document"] in DATA["documents"]
    assert "'" not in entry["es"] + entry["en"], "Les traduccions porten l’apòstrof tipogràfic."


SAME_IN_ALL = {"failure-1"}  # «ego»


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=IDS)
def test_translations_are_written_in_their_language_with_its_marks(name, entry):
    for language in ("es", "en"):
        text = entry[language]
        assert entry["key"] in SAME_IN_ALL or fold(text) != fold(entry["text"])
        assert not re.search(r"\"|\.\.\.|  |l·l", text), text
        assert text[-1] in ".?" if entry["text"][-1] in ".?" else text[-1] not in "."
    assert not re.search("[àèòç·«»]", entry["en"])
    assert not re.search("[àèòç·“”]", entry["es"])


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=IDS)
def test_every_text_is_in_the_source_word_for_word(name, entry):
    published = squeezed(source(entry))
    assert squeezed(entry["text"]) in published
    assert squeezed(entry["source"]["section"]) in published
    assert squeezed(entry.get("author", "")) in published


@pytest.mark.parametrize("axis", AXES)
def test_lessons_follow_the_order_of_the_source_within_their_axis(axis):
    lessons = [lesson for lesson in DATA["lessons"] if lesson["axis"] == axis]
    published = squeezed(source(lessons[0]))
    for kind in ("recommendation", "critical_point"):
        places = [published.index(squeezed(lesson["text"])) for lesson in lessons if lesson["kind"] == kind]
        assert places == sorted(places)


def test_nothing_of_the_sources_three_sections_is_left_out():
    published = squeezed(source(DATA["lessons"][0]))
    rest = published[published.index("1.Comesgovernen?") : published.index("###Ideesclau")]
    for entry in sorted(DATA["lessons"], key=lambda lesson: -len(lesson["text"])):
        rest = rest.replace(squeezed(entry["text"]), "", 1)
    for heading in {lesson["source"]["section"] for lesson in DATA["lessons"]}:
        rest = rest.replace(squeezed(heading), "", 1)
    assert re.sub(r"#|-|Recomanacions|Puntscríticsinecessitats", "", rest) == ""


def test_nothing_of_the_guides_factors_is_left_out():
    guide = squeezed(source(DATA["factors"][0]))
    for kind, heading in (("success", "FACTORSD'ÈXIT:**"), ("failure", "FACTORSDEFRACÀS:**")):
        rest = guide.split(heading)[1].split(".")[0]
        for factor in sorted(DATA["factors"], key=lambda factor: -len(factor["text"])):
            if factor["kind"] == kind:
                rest = rest.replace(squeezed(factor["text"]), "", 1)
        assert rest.strip(",i") == ""

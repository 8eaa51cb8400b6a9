"""Spelling of what people read, by hunspell: the messages in three languages, and the texts of the data.

`tests/data/words/` holds, by language, what is right and hunspell does not know. Where a word is a name it is
written as a name; a word that is nowhere read any more, or that a new dictionary knows, leaves the list.
"""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings

DICTIONARIES = {"ca": "ca", "es": "es_ES", "en": "en_GB"}
PACKAGES = {"ca": "hunspell-ca", "es": "hunspell-es", "en": "hunspell-en-gb"}
DATA = Path(settings.BASE_DIR, "observatori", "data")
LISTS = Path(__file__).parent / "data" / "words"
NOT_WORDS = re.compile(
    r"""%\(\w+\)[sdif]|%[sdif]|\{\w*(?::\w+)?\}        # variables
    |<[^>]+>|&\#?\w+;|`[^`]+`                          # HTML and code
    |https?://\S+|[\w.+-]+@[\w.-]+|/[\w<>/-]+|\#\w+    # addresses
    |\b\w+_\w+\b|\b[\w-]+\.(?:json|csv|txt|cat|org)\b  # names of programs
    |\b[\w-]*\d[\w:.-]*                                # dates, codes and figures
    |\b[A-Za-z]-(?=\W|$)""",
    re.VERBOSE,
)
ELISION = re.compile(r"\b(?:[dlmnst]|qu)'(?=\W|$)", re.IGNORECASE)
ELIDED = re.compile(r"^(?:[dlmnst]|qu)'(?=\w)", re.IGNORECASE)
# Names of people and places abound in the cases: there a word with a capital is taken for one.
PROSE = {
    "example.json": {"summary", "why_together", "why_now", "shared_objective", "objectives", "text", "detail"}
    | {"functions", "frequency", "composition", "joint_direction", "transition_plan", "follow_up", "concept"}
    | {"conflict_resolution", "communication", "value_for_people", "value_for_professionals", "indicator"}
    | {"value_for_organisations", "difficulties", "own_objectives", "contribution_text", "in_kind", "heading"}
    | {"context", "problem", "what_was_done", "participants", "resources", "what_worked", "what_hindered"}
    | {"replication", "recommendations", "critical_points", "quote", "role_text", "title", "name", "unit"},
    "cases/alliances.json": {"summary", "objectives", "difficulties", "composition", "functions", "indicator"}
    | {"frequency", "services", "topics", "unit", "detail"},
    "cases/experiences.json": {"what_was_done", "recommendations", "critical_points", "results", "indicator"},
}


def misspelt(language, texts):
    """The words that hunspell does not know in that language.

    Fails with the command that installs what is missing.
    """
    text = ELISION.sub(" ", NOT_WORDS.sub(" ", "\n".join(texts).replace("’", "'")))
    try:
        answer = subprocess.run(
            ["hunspell", "-i", "utf-8", "-d", DICTIONARIES[language], "-l"],
            input=text, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (FileNotFoundError, subprocess.CalledProcessError):
        package = PACKAGES[language]
        pytest.fail(f"Falta un corrector: sudo apt-get install hunspell {package}", pytrace=False)
    return {word for found in answer.stdout.split() if len(word := ELIDED.sub("", found)) > 1}


def names(words):
    return {word for word in words if word[0].isupper()}


def in_order(words):
    """The words in one string, which a failure shows whole."""
    return " ".join(sorted(words))


@cache
def listed(language):
    return tuple((LISTS / f"{language}.txt").read_text().split("\n")[:-1])


def messages(language):
    """What the pages say in that language."""
    for folder in settings.LOCALE_PATHS:
        path = Path(folder, language, "LC_MESSAGES", "django.po")
        for entry in polib.pofile(str(path)) if path.exists() else ():
            yield from (entry.msgstr, *entry.msgstr_plural.values())
    if language == "ca":  # the source itself
        for entry in polib.pofile(str(Path(settings.LOCALE_PATHS[0], "es", "LC_MESSAGES", "django.po"))):
            yield from (entry.msgid, entry.msgid_plural)


def prose(name):
    """The texts in Catalan of a file of data, without codes and addresses."""
    return texts_of(json.loads((DATA / name).read_text()), PROSE[name])


def texts_of(data, keys, key=None):
    if isinstance(data, dict):
        for name, value in data.items():
            yield from texts_of(value, keys, name)
    elif isinstance(data, list):
        for value in data:
            yield from texts_of(value, keys, key)
    elif isinstance(data, str) and key in keys:
        yield data


def terms(name, language):
    """The texts in one language of a file that has three columns; what is a name is the same in all three."""
    data = json.loads((DATA / name).read_text())
    own = set(texts_of(data, {"ca", "text"}))
    return own if language == "ca" else set(texts_of(data, {language})) - own


def everything(language):
    yield from messages(language)
    yield from terms("vocabularies.json", language)
    yield from terms("lessons.json", language)
    yield from terms("procedures.json", language)
    if language == "ca":
        for name in PROSE:
            yield from prose(name)


@pytest.mark.parametrize("language", DICTIONARIES)
def test_the_messages_are_spelt_right(language):
    unknown = misspelt(language, messages(language)) - set(listed(language))

    assert not in_order(unknown)


def test_spanish_addresses_people_in_one_way():
    familiar = re.compile(r"\b\w*(?:áis|éis|adlo|edlo|idlo)\b|\bvosotr|\bvuestr", re.IGNORECASE)

    assert [text for text in messages("es") if familiar.search(text)] == []


@pytest.mark.parametrize("language", DICTIONARIES)
@pytest.mark.parametrize("name", ["vocabularies.json", "lessons.json", "procedures.json"])
def test_what_has_three_columns_is_spelt_right(name, language):
    unknown = misspelt(language, terms(name, language)) - set(listed(language))

    assert not in_order(unknown - names(unknown))


@pytest.mark.parametrize("name", PROSE)
def test_the_records_that_come_with_it_are_spelt_right(name):
    unknown = misspelt("ca", prose(name)) - set(listed("ca"))

    assert not in_order(unknown - names(unknown))


@pytest.mark.parametrize("language", DICTIONARIES)
def test_each_listed_word_earns_its_place(language):
    words = listed(language)

    assert list(words) == sorted(set(words))
    assert not in_order(set(words) - misspelt(language, everything(language)))


def test_a_slip_is_found():
    assert misspelt("ca", ["L’aliançaa amb %(name)s: 3 entitas <b>públiques</b>."]) == {"aliançaa", "entitas"}

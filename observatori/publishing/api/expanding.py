"""``?expand=partners.organisation``: whole public objects in the place of references."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from observatori.rest.errors import bad_parameter

Loader = Callable[[set[str]], Mapping[str, dict]]  # codes → the public objects among them


def paths_asked(text: str, known: Iterable[str]) -> list[str]:
    """Return the paths of ``?expand=``; raise a 400 for one that is not `known`."""
    paths = list(dict.fromkeys(filter(None, text.split(","))))
    if unknown := [path for path in paths if path not in known]:
        raise bad_parameter("expand", _("No es pot desplegar «%(path)s».") % {"path": unknown[0]})
    return paths


def expand(answers: Iterable[dict], path: str, load: Loader) -> None:
    """Replace the references at `path` in every answer; those to what is not public stay as they are."""
    *rows, name = path.split(".")
    holders = [holder for answer in answers for holder in _holders(answer, rows) if holder.get(name)]
    found = load({one["code"] for holder in holders for one in _references(holder[name])})
    for holder in holders:
        holder[name] = _replaced(holder[name], found)


def _holders(answer, rows):
    """The objects that hold the references: the answer itself or the rows of one of its lists."""
    return answer.get(rows[0]) or [] if rows else [answer]


def _references(value):
    return value if isinstance(value, list) else [value]


def _replaced(value, found):
    if isinstance(value, list):
        return [found.get(one["code"], one) for one in value]
    return found.get(value["code"], value)

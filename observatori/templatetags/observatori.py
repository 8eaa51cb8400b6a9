from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language

from observatori.formats import phrases

register = template.Library()
NO_CELL = dict.fromkeys(
    ("text", "url", "state", "note", "action", "span", "lang", "code", "is", "number", "label"), ""
)


@register.simple_tag(takes_context=True)
def language_links(context):
    """Return the address of this page in every language: ``[{code, name, url, current}]``.

    A page with one address for all languages has none.
    """
    path = context["request"].get_full_path()
    links = [
        {"code": code, "name": name, "url": translate_url(path, code), "current": code == get_language()}
        for code, name in settings.LANGUAGES
    ]
    return links if len({link["url"] for link in links}) > 1 else []


@register.simple_tag
def today():
    """Print the day as a sentence takes it: «el 9 de novembre del 2010»."""
    return phrases.on(localdate())


@register.filter
def number(value):
    """Print a number with the separators of the active language."""
    return phrases.number(value)


@register.filter
def whole_cells(row):
    """Give each cell of components/table.html all it may have: a template takes long over what is not there."""
    return [NO_CELL | cell for cell in row]


@register.filter
def on(moment):
    """Print the day of a moment as a sentence takes it: «el 9 de novembre del 2010», «l’1 de maig del 2026»."""
    return phrases.on(localtime(moment).date())


@register.filter
def begins_with(text, beginning):
    """Say whether an address is another one or below it."""
    return str(text).startswith(beginning)

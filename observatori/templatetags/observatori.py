from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language

from observatori import catalan

register = template.Library()


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


@register.filter
def day(value):
    """Print a date, partial or whole, as far as it is known: «9 de novembre del 2010»."""
    return catalan.date_text(value, get_language() or "ca") if value else ""


@register.filter
def number(value):
    """Print a number with the separators of the active language."""
    return "" if value is None else catalan.number(value, get_language() or "ca")


@register.filter
def joined(items):
    """Join words as a sentence does: «a, b i c»."""
    return catalan.join([str(item) for item in items], get_language() or "ca")


@register.filter
def get(mapping, key):
    """Return the value of a key that the template only knows at run time; None where there is none."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """Return this page’s query string with some parameters changed; None takes one out."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"

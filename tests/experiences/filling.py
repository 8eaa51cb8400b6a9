"""Filling in a form as a browser without JavaScript does: read the page, change some fields, send all of them."""

from html.parser import HTMLParser

from experiences.rules import EXPERIENCE
from observatori.publishing.models import Record


class _Form(HTMLParser):
    """The successful controls of the form under `data-guard`, as HTML defines them."""

    def __init__(self):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside, self.area, self.select = False, None, None

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag == "form":
            self.inside = "data-guard" in facts
        name = facts.get("name")
        if not self.inside or facts.get("form"):
            return
        if tag == "input" and name and (facts.get("type") not in ("checkbox", "radio") or "checked" in facts):
            self.fields.setdefault(name, []).append(facts.get("value") or "")
        if tag == "textarea" and name:
            self.area = name
            self.fields.setdefault(name, [""])
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and "selected" in facts:
            self.fields[self.select] = [facts.get("value") or ""]

    def handle_data(self, text):
        if self.area:
            self.fields[self.area][0] += text

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            if self.area:  # the line break after the tag is the browser’s
                self.fields[self.area][0] = self.fields[self.area][0].removeprefix("\n")
            self.area = None
        if tag == "select":
            self.select = None


def form_of(response) -> dict[str, list[str]]:
    """Return what the form of a page would send if nothing were typed."""
    form = _Form()
    form.feed(response.content.decode())
    return form.fields


def fill_in(client, url, *, button="_save", **typed):
    """Open the page, type over its form and send it; return the answer."""
    return send(client, url, form_of(client.get(url)), button=button, **typed)


def send(client, url, fields, *, button="_save", **typed):
    """Send the fields of a form that was opened before, with what is typed over them."""
    return client.post(url, {**fields, **typed, button: "1"})


def address(experience, step=""):
    record = experience.record
    return f"/tauler/{record.owner.slug}/experiencies/{record.code}/{step and f'{step}/'}"


def document(experience):
    return EXPERIENCE.document(EXPERIENCE.load(Record.objects.get(pk=experience.pk)))


def errors(answer):
    assert answer.status_code == 422
    assert b'id="resum-errors"' in answer.content
    return [error["text"] for error in answer.context["form"].all_errors]

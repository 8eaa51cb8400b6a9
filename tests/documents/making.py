"""People around an agreement, and documents of it. A partner of its alliance is no party to it."""

import io
from itertools import count

from django.contrib.auth.models import AnonymousUser

from observatori.documents.models import Document
from observatori.documents.rules import add_document
from tests.documents.files import make_pdf
from tests.making import make_agreement, make_alliance, make_organisation, make_user

numbers = count(1)


class Cast:
    """The people of the access tests, by the names the tests use."""

    def __init__(self):
        self.owner, self.party, self.partner = (make_organisation() for _ in range(3))
        self.alliance = make_alliance(partners=[self.owner, self.party, self.partner], owner=self.owner)
        self.agreement = make_agreement(self.alliance, "Conveni marc", record={"owner": self.owner})
        self.agreement.parties.set([self.owner, self.party])
        self.record = self.agreement.record
        self.people = {
            "owner admin": make_user(organisation=self.owner, membership="admin"),
            "owner editor": make_user(organisation=self.owner),
            "owner reader": make_user(organisation=self.owner, membership="reader"),
            "party": make_user(organisation=self.party),
            "partner": make_user(organisation=self.partner),
            "curator": make_user(role="curator"),
            "outsider": make_user(organisation=make_organisation()),
            "anonymous": AnonymousUser(),
        }
        self.editor = self.people["owner editor"]

    def who(self, allows):
        """The names of the people of whom `allows` is true."""
        return {name for name, user in self.people.items() if allows(user)}


def upload(text="", **facts):
    """A PDF as it arrives: the arguments of `add_document` that come from a form."""
    number = next(numbers)
    return {
        "file": io.BytesIO(make_pdf(text or f"Text del document {number}")),
        "filename": f"document {number}.pdf",
        "title": f"Document {number}",
        "kind": "other",
        "visibility": "partners",
        **facts,
    }


def make_document(record, text="", *, by=None, **facts):
    return add_document(record=record, by=by, **upload(text, **facts))


def make_row(record, **facts):
    """A document without its file, for tests that only list."""
    number = next(numbers)
    facts = {"title": f"Document {number}", "filename": f"{number}.pdf", "size": number, **facts}
    return Document.objects.create(record=record, sha256=str(number), **facts)

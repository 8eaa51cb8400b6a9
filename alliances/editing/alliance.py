"""The journey of an alliance."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.drafts import draft_readings
from alliances.forms.alliance import (
    ClassificationForm,
    GovernanceForm,
    IdentityForm,
    PartnersForm,
    WinWinForm,
)
from alliances.forms.conditions import ConditionsForm
from alliances.models import PartnerRole
from alliances.pages.agreement import kind_word
from alliances.pages.states import agreement_badges
from alliances.readings import Reading
from alliances.rules import ALLIANCE
from observatori.formats.phrases import typographic
from observatori.organisations.access import is_curator, may_write
from observatori.organisations.models import Organisation, User
from observatori.publishing.access import drafts_visible_to
from observatori.publishing.draft_addresses import record_url
from observatori.publishing.models import Kind, Record
from observatori.publishing.review_step import review_step
from observatori.publishing.steps import Beginning, Editing, Journey, JourneyWords, Step


def begin(user: User, owner: Organisation | None, parent: str | None) -> Beginning:
    """The organisation that registers an alliance is its first partner."""
    own = [{"organisation": owner.code, "role": PartnerRole.PARTNER}] if owner else []
    return Beginning(facts={"partners": own})


def partner_remarks(editing: Editing) -> dict:
    """Return what does not fit among the partners: shown, never enforced before the alliance is submitted."""
    partners = [partnership.organisation for partnership in editing.thing.partnerships.all()]
    if sum(partner.is_collective for partner in partners) < 2:
        return {"remarks": []}
    return {
        "remarks": [
            _(
                "Dos dels socis són col·lectius d’entitats. Per trametre l’aliança, com a màxim en pot ser un: "
                "digueu quines entitats en formen part de debò."
            )
        ]
    }


def agreements_of(editing: Editing) -> dict:
    """Return the agreements of the alliance that the person may read, with their state today."""
    records = drafts_visible_to(editing.user, Kind.AGREEMENT).filter(agreement__alliance=editing.record.pk)
    records = list(records.select_related("owner").order_by("pk"))
    readings = draft_readings(records, timezone.localdate(), editing.user)
    return {
        "agreements": [agreement_row(*pair) for pair in zip(records, readings, strict=True)],
        "new_url": new_agreement_url(editing),
    }


def agreement_row(record: Record, reading: Reading) -> dict:
    """Return an agreement as a list shows it: {title, kind, code, url, badges, documents_url}."""
    document = typographic(reading.document)
    return {
        "title": document["title"],
        "kind": kind_word(document),
        "code": record.code,
        "url": record_url(record),
        "badges": agreement_badges(reading),
        "documents_url": documents_url(record),
    }


def documents_url(record: Record) -> str:
    """Return where the documents of a record are kept; records without an owner have no such room."""
    return reverse("documents:record", args=[record.owner.slug, record.code]) if record.owner_id else ""


def new_agreement_url(editing: Editing) -> str:
    """Return where an agreement of the alliance begins, for who may register one; an empty text for others."""
    if not (is_curator(editing.user) or may_write(editing.user, editing.record.owner)):
        return ""
    owner = [editing.record.owner.slug] if editing.record.owner_id else []
    return reverse("agreement_editing:new", args=[*owner, editing.record.code])


ALLIANCE_JOURNEY = Journey(
    rules=ALLIANCE,
    path="aliances",
    new={"new": "aliances/nova/"},
    begin=begin,
    words=JourneyWords(
        new=gettext_lazy("Registreu una aliança"),
        created=gettext_lazy("S’ha desat l’esborrany de l’aliança."),
        delete=gettext_lazy(
            "S’esborrarà l’esborrany de l’aliança, amb tot el que s’hi ha escrit. Voleu esborrar-lo?"
        ),
        deleted=gettext_lazy("S’ha esborrat l’esborrany de l’aliança."),
        untitled=gettext_lazy("Aliança sense nom"),
    ),
    steps=(
        Step(
            name="identitat",
            title=gettext_lazy("Identitat"),
            lead=gettext_lazy("Quina aliança és i per què existeix."),
            form=IdentityForm,
            expects=("name", "summary", "why_together", "start"),
        ),
        Step(
            name="socis",
            title=gettext_lazy("Socis"),
            lead=gettext_lazy("Qui s’ha aliat. La primera és la vostra entitat."),
            form=PartnersForm,
            template="alliances/edit/partners.html",
            shows=partner_remarks,
        ),
        Step(
            name="guany-mutu",
            title=gettext_lazy("Guany mutu"),
            lead=gettext_lazy(
                "Una bona aliança és bona per a cadascun dels socis, i per a les persones que atenen."
            ),
            form=WinWinForm,
            expects=("shared_objective", "value_for_people"),
        ),
        Step(
            name="classificacio",
            title=gettext_lazy("Classificació"),
            lead=gettext_lazy("De quina mena és, on treballa i sobre què: serveix perquè altres la trobin."),
            form=ClassificationForm,
            expects=("form", "phase", "territory"),
        ),
        Step(
            name="governanca",
            title=gettext_lazy("Governança"),
            lead=gettext_lazy("Qui decideix, a cada nivell, i com."),
            form=GovernanceForm,
            expects=("governance",),
        ),
        Step(
            name="condicions",
            title=gettext_lazy("Les sis condicions"),
            lead=gettext_lazy("Una mirada franca al que fa que una aliança duri."),
            form=ConditionsForm,
            expects=("conditions",),
        ),
        Step(
            name="convenis",
            title=gettext_lazy("Convenis"),
            lead=gettext_lazy("Els acords signats, i les addendes que els canvien."),
            template="alliances/edit/agreements.html",
            shows=agreements_of,
            counts=False,
        ),
        Step(
            name="documents",
            title=gettext_lazy("Documents"),
            lead=gettext_lazy("Els documents es desen amb el conveni a què pertanyen."),
            template="alliances/edit/documents.html",
            shows=agreements_of,
            counts=False,
        ),
        review_step(),
    ),
)

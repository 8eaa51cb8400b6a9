"""The working copy of an agreement or addendum, section by section, with the words of its codes."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alliances.models import AddendumKind, AgreementKind, ChangeOp, RelationKind, Renewal, Section
from observatori.curation.pages.words import (
    One,
    Several,
    a_day,
    a_number,
    choice,
    money,
    reference,
    references,
    said,
    text,
)
from observatori.formats.phrases import capitalised, day
from observatori.publishing.models import Visibility


def _signer(row, index):
    return row["organisation"]["name"] if row["organisation"] else row["party_text"]


def _signature(row):
    return said(
        (_("Qui signa"), row["person"]), (_("Càrrec"), row["office"]), (_("Data"), day(row["signed_on"]))
    )


def _part_title(row, index):
    number = _("Part %(number)d") % {"number": index + 1}
    return ". ".join(filter(None, [row["label"], row["heading"]])) or number


def _part(row):
    return [str(Section(row["section"]).label), *text(row["text"])]


def with_part_names(document: dict, names: Mapping[str, str]) -> dict:
    """Return a document with what each part that an addendum changes is called (`target_name`), where known."""
    if not names:
        return document
    return document | {
        "changes": [row | {"target_name": names.get(row["target"])} for row in document["changes"]]
    }


def _target(row):
    return row.get("target_name") or row["target"]


def _change_title(row, index):
    return f"{capitalised(ChangeOp(row['op']).label)}: {row['label'] or _target(row)}"


def _change(row):
    return [
        *said((pgettext("del text", "Part"), _target(row))),
        *filter(None, [row["heading"]]),
        *text(row["text"]),
    ]


def _commitment(row):
    return said(
        (_("Any"), row["year"]),
        (_("Import"), money(row["amount"])),
        (_("En espècie"), row["in_kind"]),
        (_("Concepte"), row["concept"]),
    )


def _relation(row):
    return [capitalised(RelationKind(row["relation"]).label)]


def _yes(value):
    return [_("Sí")]


AGREEMENT = (
    (
        gettext_lazy("Dades"),
        (
            One("title", gettext_lazy("Títol"), text),
            One("kind", gettext_lazy("Classe"), choice(AgreementKind)),
            One("kind_text", gettext_lazy("Classe, en les seves paraules"), text),
            One("addendum_kind", gettext_lazy("Classe d’addenda"), choice(AddendumKind)),
            One("amends", gettext_lazy("Modifica"), reference),
            One("alliance", gettext_lazy("Aliança"), reference),
            One("parties", gettext_lazy("Parts"), references),
            One("leaving", gettext_lazy("Qui se’n separa"), references),
            One("summary", gettext_lazy("Resum"), text),
            One("visibility", gettext_lazy("Visibilitat"), choice(Visibility)),
        ),
    ),
    (
        gettext_lazy("Signatures i vigència"),
        (
            Several(
                "signatures",
                gettext_lazy("Signatures"),
                _signer,
                _signature,
                lambda row, index: _signer(row, index),
            ),
            One("signed_on", gettext_lazy("Data de signatura"), a_day),
            One("effective_on", gettext_lazy("Té efecte des de"), a_day),
            One("new_until", gettext_lazy("Nova data final"), a_day),
            One("in_force_from", gettext_lazy("Vigent des de"), a_day),
            One("in_force_until", gettext_lazy("Vigent fins a"), a_day),
            One("open_ended", gettext_lazy("Durada indefinida"), _yes),
            One("extension_until", gettext_lazy("Prorrogable fins a"), a_day),
            One("notice_months", gettext_lazy("Mesos de preavís"), a_number),
            One("renewal", gettext_lazy("Renovació"), choice(Renewal)),
            One("renewal_months", gettext_lazy("Mesos de cada renovació"), a_number),
        ),
    ),
    (
        gettext_lazy("Text"),
        (
            Several("parts", gettext_lazy("Text"), _part_title, _part, lambda row, index: row["key"]),
            Several(
                "changes",
                gettext_lazy("Què modifica"),
                _change_title,
                _change,
                lambda row, index: f"{row['op']}:{row['target']}:{row['key']}",
            ),
        ),
    ),
    (
        gettext_lazy("Compromisos i relacions"),
        (
            Several(
                "commitments",
                gettext_lazy("Compromisos"),
                lambda row, index: row["organisation"]["name"],
                _commitment,
                lambda row, index: f"{row['organisation']['code']}:{row['year']}:{row['concept']}",
            ),
            Several(
                "relations",
                gettext_lazy("Relacions amb altres convenis"),
                lambda row, index: row["agreement"]["name"],
                _relation,
                lambda row, index: row["agreement"]["code"],
            ),
        ),
    ),
)

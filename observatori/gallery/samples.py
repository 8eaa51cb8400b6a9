"""What the gallery shows in each component: invented, as the pages’ own code would give it."""

from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.urls import reverse

from observatori.formats.differences import differences
from observatori.gallery.charts import charts
from observatori.gallery.forms import SampleFilters, SampleForm

STATES = (
    ("Registres", "draft submitted in_review changes_requested published rejected archived withdrawn"),
    ("Convenis", "draft pending_signature upcoming in_force in_notice extended expired terminated unknown"),
    ("Confirmació dels socis", "unasked pending confirmed disputed stale"),
    ("Condicions", "yes partly no unknown"),
    ("Semàfor del conveni", "ok partial missing not_applicable unknown"),
    ("Evidència i factors", "confirms qualifies contradicts success failure"),
)
BEFORE = "El conveni té una vigència de dos anys des de la signatura i es pot prorrogar un cop."
AFTER = (
    "El conveni té una vigència de quatre anys des de la signatura i es pot prorrogar fins a quatre anys més."
)


def samples() -> dict:
    """Return what templates/gallery/page.html shows."""
    chosen = SampleFilters({"axis": ["governance"], "comarca": ["osona"]}, auto_id="id_filter_%s")
    return {
        "form": SampleForm(),
        "filters": chosen,
        "chips": [
            {"label": "Pregunta: Com es governen?", "url": "?comarca=osona"},
            {"label": "Comarca: Osona", "url": "?axis=governance"},
        ],
        "states": [{"name": name, "codes": codes.split()} for name, codes in STATES],
        "cards": cards(),
        "partners": partners(),
        "unconfirmed": {
            "code": "OAE-A-0031",
            "title": "Aliança de la Vall",
            "url": "#confirmacions",
            "partner": "Consorci de les Valls",
            "state": "pending",
            "label": "",
            "reason": "",
            "owes": True,
            "reached": True,
        },
        "conditions": conditions(),
        "charts": charts(),
        "timeline": timeline(),
        "parts": parts(),
        "diff": differences(BEFORE, AFTER),
        "table": table(),
        "facts": facts(),
        "tabs": tabs(),
        "page_obj": Paginator(range(60), 20).page(2),
        "messages": [
            Message(SUCCESS, "S’ha desat."),
            Message(ERROR, "No s’ha desat: hi ha dues dates que no lliguen."),
        ],
        "tasks": tasks(),
        "steps": steps(),
        "figures": [
            {"number": "48", "label": "aliances", "url": reverse("alliances:list")},
            {"number": "113", "label": "convenis", "url": ""},
        ],
    }


def cards() -> list[dict]:
    card = {"state": "published", "url": "#targetes", "lang": "ca", "meta": "", "badges": []}
    return [
        card
        | {
            "code": "OAE-A-0000",
            "title": "Triangle del Riu",
            "kind": "Aliança · exemple",
            "summary": "Tres hospitals comparteixen la guàrdia de pediatria i la formació dels professionals.",
            "territory": "Osona i el Ripollès",
            "meta": "3 socis · Des del 2019",
            "badges": [{"state": "in_force"}],
            "partners": 3,
        },
        card
        | {
            "code": "OAE-E-0000",
            "title": "Una guàrdia per a dues comarques",
            "kind": "Experiència",
            "summary": "",
            "territory": "Com es gestionen?",
            "partners": 0,
        },
    ]


def partners() -> list[dict]:
    return [
        {
            "name": "Hospital de la Vall",
            "url": "#targetes",
            "role": "Lidera",
            "role_text": "Presideix la comissió de seguiment.",
            "objectives": "Cobrir la guàrdia de pediatria sense perdre infermeres.",
            "benefits": "Cartera de serveis, talent i proximitat",
            "contribution": "Guàrdia les 24 hores i dues infermeres.",
            "confirmation": "confirmed",
        },
        {
            "name": "Farmàcies de la comarca",
            "url": "",
            "role": "Soci",
            "dates": "des del 2024",
            "figure": "més de 40",
            "confirmation": "stale",
        },
    ]


def conditions() -> list[dict]:
    return [
        {
            "name": "Objectius compartits i individuals",
            "answer": "yes",
            "text": "Els manifesten del conveni.",
        },
        {"name": "Transparència en els resultats", "answer": "partly", "text": ""},
    ]


def timeline() -> list[dict]:
    return [
        {
            "datetime": "2019-03-01",
            "date": "1 de març del 2019",
            "title": "Conveni marc",
            "url": "#cronologia",
            "text": "",
            "state": "extended",
            "label": "",
            "milestone": True,
        },
        {
            "datetime": "2023",
            "date": "2023",
            "title": "Addenda de pròrroga",
            "url": "",
            "text": "Allarga la vigència fins al 28 de febrer del 2027.",
            "state": "in_force",
            "label": "En efecte",
            "milestone": False,
        },
        {"datetime": "", "date": "", "title": "Entra un soci nou", "url": "", "text": "", "milestone": False},
    ]


def parts() -> list[dict]:
    addendum = {"title": "Addenda de pròrroga", "url": "#text", "date": "Des de l’1 de març del 2023"}
    part = {"text": AFTER, "changed_by": None, "added": False, "deleted": False}
    return [
        part
        | {
            "key": "tercera",
            "label": "Tercera",
            "heading": "Vigència",
            "changed_by": addendum,
            "diff": differences(BEFORE, AFTER),
        },
        part
        | {
            "key": "quarta",
            "label": "Quarta",
            "heading": "Seguiment",
            "changed_by": addendum,
            "deleted": True,
        },
    ]


def table() -> dict:
    rows = [("Hospital de la Vall", "1.104.000 €", "in_force"), ("Centre del Riu", "", "pending_signature")]
    return {
        "caption": "Què hi posa cada part",
        "columns": [{"label": "Entitat"}, {"label": "Import", "number": True}, {"label": "Estat"}],
        "rows": [
            [
                {"text": name},
                {"text": amount, "number": True, "label": "Import"},
                {"text": "", "state": state, "label": "Estat"},
            ]
            for name, amount, state in rows
        ],
    }


def facts() -> list[dict]:
    return [
        {"term": "Signatura", "value": "9 de novembre del 2010"},
        {"term": "Preavís", "value": "3 mesos", "note": "Abans de l’1 de maig del 2027."},
        {"term": "Forma", "value": ""},
    ]


def tabs() -> list[dict]:
    names = (("Cua", 3, True), ("Entitats", 0, False), ("Peticions", 1, False))
    return [
        {"url": f"#{label.lower()}", "label": label, "count": count, "current": current}
        for label, count, current in names
    ]


def tasks() -> list[dict]:
    rows = (("Identitat", "ok", "Fet", ""), ("Socis", "partial", "A mitges", "2 comentaris"))
    return [
        {"url": "#passos", "title": title, "state": state, "label": label, "comments": comments}
        for title, state, label, comments in (*rows, ("Revisió", "", "", ""))
    ]


def steps() -> list[dict]:
    names = ("Identitat", "Socis", "Govern", "Revisió")
    return [{"url": "#passos", "title": name, "current": name == "Socis"} for name in names]

"""Where each door of the table is, and which facts of a thing it tells where it tells of it."""

from dataclasses import dataclass

from tests.access.doors import Door, api, calendar, docx, page

BEFORE = "at={before}"  # a day before any addendum took effect
SINCE = "from={before}"


@dataclass(frozen=True)
class Place:
    """A door, the facts it tells of what it is asked about (or lists), of addenda, of documents and of procedures.

    A list tells `own` of the things in `whole`, and of others their title; `codes` are the things whose code it may
    give though it tells nothing else; with `by_code` only codes tell.
    """

    door: Door
    own: str = "title"
    addenda: str = "title"
    documents: str = "title"
    procedures: str = "title person"
    whole: str = "PSEDWU"
    codes: str = ""
    by_code: bool = False


PAGE = {"own": "title part person given copy", "addenda": "title part given"}
WHOLE = {"own": "title part person given copy filename", "documents": "title filename"}
CONSOLIDATED = {"own": "part", "addenda": "part"}
MONEY = {"own": "title given", "addenda": "title given"}

DOORS = {
    # --- of one agreement -----------------------------------------------------------------------------------------
    "page": Place(page("/convenis/{code}/"), **PAGE),
    "page-draft": Place(page("/convenis/{code}/?version=draft"), **PAGE),
    "page-before": Place(page("/convenis/{code}/?" + BEFORE), own=PAGE["own"]),
    "draft-before": Place(page("/convenis/{code}/?version=draft&" + BEFORE), own=PAGE["own"]),
    "card": Place(page("/convenis/{code}/targeta.png"), own=""),
    "comparison": Place(page("/convenis/{code}/comparacio/?" + SINCE), addenda="title part"),
    "comparison-draft": Place(
        page("/convenis/{code}/comparacio/?version=draft&" + SINCE), addenda="title part"
    ),
    "pdf": Place(page("/convenis/{code}/text.pdf"), own="title part", addenda="title part"),
    "pdf-draft": Place(
        page("/convenis/{code}/text.pdf?version=draft"), own="title part", addenda="title part"
    ),
    "outline": Place(page("/convenis/{code}/esborrany/"), own="title part", addenda="part"),
    "docx": Place(docx, own="title part", addenda="part"),
    "api": Place(api("agreements/{code}/"), **WHOLE),
    "api-draft": Place(api("agreements/{code}/?version=draft"), **WHOLE),
    "api-first": Place(api("agreements/{code}/?version=1"), **WHOLE),
    "api-addendum": Place(api("addenda/{code}/"), **WHOLE),
    "text": Place(api("agreements/{code}/text/"), **CONSOLIDATED),
    "text-draft": Place(api("agreements/{code}/text/?version=draft"), **CONSOLIDATED),
    "text-before": Place(api("agreements/{code}/text/?version=draft&" + BEFORE), own="part", addenda=""),
    "diff": Place(api("agreements/{code}/diff/?" + SINCE), own="part given", addenda="part given"),
    "diff-draft": Place(
        api("agreements/{code}/diff/?version=draft&" + SINCE), own="part given", addenda="part given"
    ),
    "diff-unchanged": Place(api("agreements/{code}/diff/?" + SINCE), own="part"),
    "semafor": Place(api("agreements/{code}/completeness/"), own=""),
    "semafor-draft": Place(api("agreements/{code}/completeness/?version=draft"), own=""),
    "charge": Place(page("/tauler/{own}/radar/{code}/")),
    "procedures": Place(page("/tauler/{own}/convenis/{code}/tramits/")),
    "their-procedures": Place(page("/tauler/{owner}/convenis/{code}/tramits/")),
    "documents": Place(page("/tauler/{own}/documents/{code}/"), own="title copy"),
    "steps": Place(page("/tauler/{owner}/convenis/{code}/")),
    "form": Place(page("/tauler/{owner}/convenis/{code}/text/"), own="title part"),
    "review": Place(page("/curadoria/{code}/")),
    "download": Place(page("/documents/{document}/"), own="filename text", documents="filename text"),
    # --- of many --------------------------------------------------------------------------------------------------
    "home": Place(page("/")),
    "alliance": Place(page("/aliances/{open}/")),
    "alliance-draft": Place(page("/aliances/{open}/?version=draft")),
    "closed": Place(page("/aliances/{closed}/")),
    "closed-draft": Place(page("/aliances/{closed}/?version=draft")),
    "owner": Place(page("/entitats/{owner}/"), **MONEY),
    "party": Place(page("/entitats/{party}/"), **MONEY),
    "transparency": Place(page("/entitats/{owner}/transparencia/"), **MONEY, whole="P"),
    "framed": Place(page("/entitats/{owner}/transparencia/inserida/"), **MONEY),
    "transparency-csv": Place(page("/entitats/{owner}/transparencia.csv"), **MONEY),
    "transparency-xlsx": Place(page("/entitats/{owner}/transparencia.xlsx"), **MONEY),
    "desk": Place(page("/tauler/{own}/")),
    "their-desk": Place(page("/tauler/{owner}/")),
    "agreements": Place(page("/tauler/{own}/convenis/")),
    "their-agreements": Place(page("/tauler/{owner}/convenis/")),
    "radar": Place(page("/tauler/{own}/radar/")),
    "radar-csv": Place(page("/tauler/{own}/radar.csv")),
    "their-radar": Place(page("/tauler/{owner}/radar/")),
    "their-radar-csv": Place(page("/tauler/{owner}/radar.csv")),
    "money": Place(page("/tauler/{own}/compromisos/"), **MONEY),
    "money-csv": Place(page("/tauler/{own}/compromisos.csv"), own="title given", addenda="given"),
    "their-money": Place(page("/tauler/{owner}/compromisos/"), **MONEY),
    "their-money-csv": Place(page("/tauler/{owner}/compromisos.csv"), own="title given", addenda="given"),
    "pending": Place(page("/tauler/{own}/tramits/"), procedures="person"),
    "their-pending": Place(page("/tauler/{owner}/tramits/"), procedures="person"),
    "confirm-partner": Place(page("/tauler/{partner}/confirmacions/{partner_part}/")),
    "confirm-party": Place(
        page("/tauler/{party}/confirmacions/{party_part}/"), own="title given", addenda="given"
    ),
    "confirm-owner": Place(
        page("/tauler/{owner}/confirmacions/{owner_part}/"), own="title given", addenda="given"
    ),
    "calendar": Place(calendar),
    "queue": Place(page("/curadoria/?scope=all")),
    "registered": Place(page("/curadoria/convenis/")),
    "staff-radar": Place(page("/curadoria/radar/")),
    "staff-radar-csv": Place(page("/curadoria/radar.csv")),
    "feed-alliances": Place(page("/aliances/feed/")),
    "feed": Place(page("/cerca/feed/")),
    "sitemap": Place(page("/sitemap.xml"), by_code=True),
    "search": Place(page("/cerca/")),
    "search-title": Place(page("/cerca/?type=agreement&organisation={owner}")),
    "api-search": Place(api("search/")),
    "suggest": Place(api("suggest/?q=zq")),
    "api-list": Place(api("agreements/"), **WHOLE, whole="Pp"),
    "api-expanded": Place(api("agreements/?expand=alliance,parties"), **WHOLE, whole="Pp"),
    "api-since": Place(
        api("agreements/?modified_since=2020-01-01T00:00:00Z"), **WHOLE, whole="Pp", codes="W"
    ),
    "api-drafts": Place(api("agreements/?version=draft"), **WHOLE, whole="PSEDWUpsed"),
    "api-addenda": Place(api("addenda/"), **WHOLE, whole="p"),
    "api-addenda-drafts": Place(api("addenda/?version=draft"), **WHOLE, whole="psed"),
    "api-alliance": Place(api("alliances/{alliance}/")),
    "api-alliance-draft": Place(api("alliances/{alliance}/?version=draft")),
    "api-closed": Place(api("alliances/{draft}/")),
    "api-closed-draft": Place(api("alliances/{draft}/?version=draft")),
    "api-alliances-drafts": Place(api("alliances/?version=draft")),
    "api-radar": Place(api("radar/")),
    "api-their-radar": Place(api("radar/?organisation={owner}")),
    "events": Place(api("events/?page_size=100"), by_code=True),
}

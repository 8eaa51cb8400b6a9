"""Worked cases of the term of an agreement, each with the rule it comes from.

Written by hand from the project’s contract («Dates») and from Llei 40/2015 (art. 48–53); every expected
value was counted on a calendar.
"""

from datetime import date

import pytest

from alliances.term import status

FOUR_YEARS = {"in_force_from": "2010-11-09", "in_force_until": "2014-11-08"}
PARTIES = [{"code": "OAE-O-0001", "name": "Hospital A"}, {"code": "OAE-O-0002", "name": "Hospital B"}]


def documented(**facts):
    return {"code": "OAE-C-0001", "kind": "framework", "origin": "documented", **facts}


def registered(*signatures, **facts):
    of_own = {"origin": "registered", "record_state": "published", "parties": PARTIES}
    return {"code": "OAE-C-0001", "kind": "framework", **of_own, "signatures": list(signatures), **facts}


def by(code, day=None):
    return {"organisation": {"code": code}, "party_text": None, "signed_on": day}


def by_text(name, day=None):
    return {"organisation": None, "party_text": name, "signed_on": day}


def addendum(kind, code="OAE-C-0002", **facts):
    return {"code": code, "kind": "addendum", "addendum_kind": kind, "origin": "documented", **facts}


def extension(effective_on, new_until, **facts):
    return addendum("extension", effective_on=effective_on, new_until=new_until, **facts)


def termination(effective_on, **facts):
    return addendum("termination", effective_on=effective_on, **facts)


BOTH = (by("OAE-O-0001", "2010-10-01"), by("OAE-O-0002", "2010-11-09"))
ONE = (by("OAE-O-0001", "2010-10-01"),)

CASES = [
    # «draft = not registered and no signature entered».
    ("draft", registered(record_state="draft"), [], "2011-01-01", {"state": "draft", "signed_on": None}),
    ("draft, dates or not", registered(record_state="draft", **FOUR_YEARS), [], "2020-01-01", {"state": "draft"}),
    # One signature entered: no longer a draft, though the record is one; «being registered plays no part».
    ("one signed", registered(*ONE, record_state="draft"), [], "2011-01-01", {"state": "pending_signature"}),
    # «pending_signature = some party’s signature is missing», registered or not, whatever the day.
    ("none signed", registered(**FOUR_YEARS), [], "2011-01-01", {"state": "pending_signature"}),
    ("pending when over", registered(*ONE, **FOUR_YEARS), [], "2020-01-01", {"state": "pending_signature"}),
    ("registered, edited", registered(record_state="draft", published_version=1), [], "2011-01-01",
     {"state": "pending_signature"}),
    # «the agreement is signed at the last one»: the last signature stands in for the empty start.
    ("signed at the last", registered(*BOTH), [], "2010-11-09",
     {"state": "unknown", "signed_on": "2010-11-09", "in_force_from": "2010-11-09", "ends_on": None}),
    ("before the last", registered(*BOTH), [], "2010-11-08", {"state": "upcoming"}),
    # «signed_on is writable only there [documented, imported], or where no signature has a date».
    ("written date gives way", registered(*BOTH, signed_on="2009"), [], "2011-01-01", {"signed_on": "2010-11-09"}),
    ("written date stays", registered(by("OAE-O-0001"), by("OAE-O-0002"), signed_on="2009"), [], "2011-01-01",
     {"signed_on": "2009"}),
    ("documented keeps its own", documented(signed_on="2010-12", signatures=list(BOTH)), [], "2011-01-01",
     {"signed_on": "2010-12"}),
    # «a party that signs as party_text needs no other».
    ("text alone", registered(by_text("Ajuntament de Z", "2010-11-09"), parties=[], **FOUR_YEARS), [], "2011-01-01",
     {"state": "in_force"}),
    ("text of a party", registered(*ONE, by_text("hospital  B"), **FOUR_YEARS), [], "2011-01-01",
     {"state": "in_force"}),
    ("text of another", registered(*ONE, by_text("Hospital C"), **FOUR_YEARS), [], "2011-01-01",
     {"state": "pending_signature"}),
    # «Agreements of origin documented or imported count as signed».
    ("documented", documented(record_state="draft", parties=PARTIES, **FOUR_YEARS), [], "2011-01-01",
     {"state": "in_force"}),
    ("imported", registered(origin="imported", **FOUR_YEARS), [], "2011-01-01", {"state": "in_force"}),
    # «A signature known today counts on every at»: signed in 2012, in force since 2010, asked for 2011.
    ("signed later", registered(by("OAE-O-0001"), by("OAE-O-0002", "2012-01-01"), **FOUR_YEARS), [], "2011-01-01",
     {"state": "in_force", "in_force_from": "2010-11-09"}),
    # «upcoming = before in_force_from»; «Ends are inclusive: expired the day after».
    ("eve of the start", documented(**FOUR_YEARS), [], "2010-11-08", {"state": "upcoming", "ends_on": "2014-11-08"}),
    ("first day", documented(**FOUR_YEARS), [], "2010-11-09", {"state": "in_force"}),
    ("last day", documented(**FOUR_YEARS), [], "2014-11-08", {"state": "in_force"}),
    ("day after", documented(**FOUR_YEARS), [], "2014-11-09", {"state": "expired", "ends_on": "2014-11-08"}),
    # «unknown = no end and not open-ended, or both dates empty»; upcoming comes first in the order.
    ("no end", documented(in_force_from="2010"), [], "2015-01-01", {"state": "unknown", "ends_on": None}),
    ("no end, not begun", documented(in_force_from="2010"), [], "2009-12-31", {"state": "upcoming"}),
    ("open-ended", documented(in_force_from="2010-01-01", open_ended=True), [], "2050-01-01",
     {"state": "in_force", "ends_on": None, "can_extend": False}),
    ("open-ended, no dates", documented(open_ended=True), [], "2015-01-01", {"state": "unknown"}),
    ("no dates at all", documented(), [], "2015-01-01", {"state": "unknown", "in_notice": False, "can_extend": None}),
    # The Triangle: signed on 9 November 2010, nothing else known.
    ("only signed", documented(signed_on="2010-11-09"), [], "2012-01-01", {"state": "unknown"}),
    # An end without a start: neither rule of `unknown` applies.
    ("end only", documented(in_force_until="2014-11-08"), [], "2000-01-01", {"state": "in_force"}),
    ("end only, over", documented(in_force_until="2014-11-08"), [], "2014-11-09", {"state": "expired"}),
    # «notice_on = ends_on − notice months»; «Month arithmetic clips to the month’s end».
    ("notice clips", documented(**FOUR_YEARS | {"in_force_until": "2015-05-31"}, notice_months=3), [], "2015-02-27",
     {"notice_on": "2015-02-28", "in_notice": False}),
    ("notice clips, leap", documented(**FOUR_YEARS | {"in_force_until": "2016-05-31"}, notice_months=3), [],
     "2016-02-29", {"notice_on": "2016-02-29", "in_notice": True}),
    ("notice on the last day", documented(**FOUR_YEARS, notice_months=3), [], "2014-11-08", {"in_notice": True}),
    ("no notice once over", documented(**FOUR_YEARS, notice_months=3), [], "2014-11-09",
     {"in_notice": False, "notice_on": "2014-08-08"}),
    ("no notice before it begins", documented(**FOUR_YEARS, notice_months=60), [], "2010-01-01",
     {"in_notice": False, "notice_on": "2009-11-08"}),
    ("no notice months", documented(**FOUR_YEARS), [], "2014-11-08", {"in_notice": False, "notice_on": None}),
    ("notice of 0 months", documented(**FOUR_YEARS, notice_months=0), [], "2014-11-08",
     {"in_notice": True, "notice_on": "2014-11-08"}),
    ("no notice without an end", documented(in_force_from="2010", notice_months=3), [], "2012-01-01",
     {"notice_on": None}),
    # Extensions. «An addendum takes effect on effective_on; until an extension does, all is as without it».
    ("before an extension", documented(**FOUR_YEARS), [extension("2014-11-09", "2018-11-08")], "2014-11-08",
     {"state": "in_force", "ends_on": "2014-11-08", "extended": False}),
    ("from its first day", documented(**FOUR_YEARS), [extension("2014-11-09", "2018-11-08")], "2014-11-09",
     {"state": "in_force", "ends_on": "2018-11-08", "extended": True}),
    ("agreed early", documented(**FOUR_YEARS, notice_months=3), [extension("2014-06-01", "2018-11-08")], "2014-09-01",
     {"ends_on": "2018-11-08", "notice_on": "2018-08-08", "in_notice": False, "extended": True}),
    # «days in a gap are expired»; a late extension brings it back to life.
    ("in the gap", documented(**FOUR_YEARS), [extension("2015-03-01", "2018-11-08")], "2015-02-28",
     {"state": "expired", "ends_on": "2014-11-08", "extended": False}),
    ("after the gap", documented(**FOUR_YEARS), [extension("2015-03-01", "2018-11-08")], "2015-03-01",
     {"state": "in_force", "ends_on": "2018-11-08"}),
    ("after the extension", documented(**FOUR_YEARS), [extension("2015-03-01", "2018-11-08")], "2018-11-09",
     {"state": "expired", "extended": True}),
    # The signature day stands in for an empty effective_on.
    ("signed extension", documented(**FOUR_YEARS), [extension(None, "2018", signed_on="2014-10-01")], "2014-10-01",
     {"ends_on": "2018", "extended": True}),
    ("its eve", documented(**FOUR_YEARS), [extension(None, "2018", signed_on="2014-10-01")], "2014-09-30",
     {"ends_on": "2014-11-08", "extended": False}),
    # Two extensions, given in the wrong order: the last to take effect counts.
    ("second extension", documented(**FOUR_YEARS),
     [extension("2018-11-09", "2020-11-08", code="OAE-C-0003"), extension("2014-11-09", "2018-11-08")], "2019-01-01",
     {"ends_on": "2020-11-08"}),
    ("between the two", documented(**FOUR_YEARS),
     [extension("2018-11-09", "2020-11-08", code="OAE-C-0003"), extension("2014-11-09", "2018-11-08")], "2018-11-08",
     {"state": "in_force", "ends_on": "2018-11-08"}),
    # An extension that some party has not signed has no effect (art. 49.h: «acordar unànimement»).
    ("unsigned extension", registered(*BOTH, **FOUR_YEARS),
     [extension("2014-11-09", "2018-11-08", origin="registered", parties=PARTIES, signatures=list(ONE))], "2015-01-01",
     {"state": "expired", "extended": False}),
    ("its parties are the agreement’s", registered(*BOTH, **FOUR_YEARS),
     [extension("2014-11-09", "2018-11-08", origin="registered", signatures=list(ONE))], "2015-01-01",
     {"state": "expired"}),
    # An extension to no known day: in force while the first term lasts, then unknown.
    ("extension, end unknown", documented(**FOUR_YEARS), [extension("2014-06-01", None)], "2014-11-08",
     {"state": "in_force", "ends_on": None, "extended": True}),
    ("and past the first end", documented(**FOUR_YEARS), [extension("2014-06-01", None)], "2014-11-09",
     {"state": "unknown"}),
    ("extension without end", documented(**FOUR_YEARS), [extension("2014-06-01", None, open_ended=True)], "2030-01-01",
     {"state": "in_force", "ends_on": None}),
    # Only the addendum’s `new_until` is an end of the agreement; its own term is not.
    ("economic addendum", documented(**FOUR_YEARS),
     [addendum("economic", effective_on="2011-01-01", in_force_until="2011-12-31")], "2012-06-01",
     {"state": "in_force", "ends_on": "2014-11-08"}),
    ("amended end", documented(**FOUR_YEARS),
     [addendum("amendment", effective_on="2011-01-01", new_until="2012-12-31")], "2013-01-01",
     {"state": "expired", "ends_on": "2012-12-31", "extended": False}),
    # Termination: «effective_on is the last day in force» (art. 51.2).
    ("last day", documented(**FOUR_YEARS), [termination("2012-06-30")], "2012-06-30",
     {"state": "in_force", "ends_on": "2012-06-30", "can_extend": False}),
    ("terminated", documented(**FOUR_YEARS), [termination("2012-06-30")], "2012-07-01",
     {"state": "terminated", "ends_on": "2012-06-30"}),
    # «without a known end the agreement is unknown before it and terminated after».
    ("no end, before it", documented(in_force_from="2010-01-01"), [termination("2012-06-30")], "2012-06-01",
     {"state": "unknown"}),
    ("no end, after it", documented(in_force_from="2010-01-01"), [termination("2012-06-30")], "2012-07-01",
     {"state": "terminated"}),
    ("open-ended, before it", documented(in_force_from="2010-01-01", open_ended=True), [termination("2012-06-30")],
     "2012-06-30", {"state": "in_force"}),
    # `terminated` stands before `upcoming` and before `expired` in the order.
    ("never begun", documented(**FOUR_YEARS), [termination("2010-10-31")], "2010-11-01", {"state": "terminated"}),
    ("expired first", documented(**FOUR_YEARS), [termination("2015-06-30")], "2015-01-01",
     {"state": "expired", "ends_on": "2014-11-08"}),
    ("terminated later", documented(**FOUR_YEARS), [termination("2015-06-30")], "2015-07-01",
     {"state": "terminated", "ends_on": "2014-11-08"}),
    ("unsigned termination", documented(**FOUR_YEARS, parties=PARTIES),
     [termination("2012-06-30", origin="registered", signatures=list(ONE))], "2013-01-01", {"state": "in_force"}),
    # One partner leaving does not end the agreement of the rest.
    ("separation", documented(**FOUR_YEARS), [addendum("separation", effective_on="2012-06-30")], "2013-01-01",
     {"state": "in_force", "ends_on": "2014-11-08"}),
    # Tacit renewal: «each period lasts … the first period’s length: N whole months».
    ("first period", documented(**FOUR_YEARS, renewal="tacit", notice_months=2), [], "2014-11-08",
     {"state": "in_force", "ends_on": "2014-11-08", "notice_on": "2014-09-08", "in_notice": True, "extended": False}),
    ("second period", documented(**FOUR_YEARS, renewal="tacit", notice_months=2), [], "2014-11-09",
     {"ends_on": "2018-11-08", "notice_on": "2018-09-08", "in_notice": False, "extended": True}),
    ("fourth period", documented(**FOUR_YEARS, renewal="tacit", notice_months=2), [], "2026-09-08",
     {"ends_on": "2026-11-08", "notice_on": "2026-09-08", "in_notice": True}),
    ("yearly renewals", documented(**FOUR_YEARS, renewal="tacit", renewal_months=12), [], "2016-01-01",
     {"ends_on": "2016-11-08", "extended": True}),
    # «so that short months cause no drift»: monthly from 31 January, ends 27 (28) Feb, 30 Mar, 29 Apr, 30 May.
    ("no drift, March", documented(in_force_from="2011-01-31", in_force_until="2011-02-27", renewal="tacit"), [],
     "2011-02-28", {"ends_on": "2011-03-30"}),
    ("no drift, April", documented(in_force_from="2011-01-31", in_force_until="2011-02-27", renewal="tacit"), [],
     "2011-04-01", {"ends_on": "2011-04-29"}),
    ("no drift, May", documented(in_force_from="2011-01-31", in_force_until="2011-02-27", renewal="tacit"), [],
     "2011-05-30", {"ends_on": "2011-05-30"}),
    # A leap day: four years from 29 February 2012 end on 28 February 2016, and so on.
    ("leap day", documented(in_force_from="2012-02-29", in_force_until="2016-02-28", renewal="tacit"), [],
     "2016-02-29", {"ends_on": "2020-02-28"}),
    ("leap day, yearly", documented(in_force_from="2012-02-29", in_force_until="2013-02-27", renewal="tacit"), [],
     "2015-03-01", {"ends_on": "2016-02-28"}),
    # «else days»: 1 to 10 January is ten days.
    ("renewal in days", documented(in_force_from="2011-01-01", in_force_until="2011-01-10", renewal="tacit"), [],
     "2011-02-01", {"ends_on": "2011-02-09"}),
    # First period in days, renewals in months: 20 days from 1 January, then a month at a time.
    ("days, then months",
     documented(in_force_from="2011-01-01", in_force_until="2011-01-20", renewal="tacit", renewal_months=1), [],
     "2011-02-21", {"ends_on": "2011-03-20"}),
    # The signature day is the first day of the first period too: 9 to 18 November, ten days.
    ("stand-in start", documented(signed_on="2010-11-09", in_force_until="2010-11-18", renewal="tacit"), [],
     "2010-11-19", {"ends_on": "2010-11-28"}),
    # Renewed for periods of unknown length: in force, until nobody knows when.
    ("unknown periods", documented(in_force_until="2014-11-08", renewal="tacit", notice_months=2), [], "2015-01-01",
     {"state": "in_force", "ends_on": None, "notice_on": None, "extended": True}),
    # Renewals do not go past the last day an extension is allowed.
    ("renewed up to the limit",
     documented(**FOUR_YEARS, renewal="tacit", renewal_months=36, extension_until="2018-11-08"), [], "2018-01-01",
     {"state": "in_force", "ends_on": "2018-11-08", "can_extend": False}),
    ("past the limit",
     documented(**FOUR_YEARS, renewal="tacit", renewal_months=36, extension_until="2018-11-08"), [], "2018-11-09",
     {"state": "expired", "ends_on": "2018-11-08"}),
    # After an extension the renewals go on from the new end.
    ("extension, then renewals", documented(**FOUR_YEARS, renewal="tacit", renewal_months=12),
     [extension("2014-06-01", "2016-12-31")], "2017-06-01", {"ends_on": "2017-12-31"}),
    ("renewals end with it", documented(**FOUR_YEARS, renewal="tacit"), [termination("2015-06-30")], "2015-06-30",
     {"state": "in_force", "ends_on": "2015-06-30", "extended": True}),
    ("and stay ended", documented(**FOUR_YEARS, renewal="tacit"), [termination("2015-06-30")], "2020-01-01",
     {"state": "terminated", "ends_on": "2015-06-30"}),
    # «renewal: express, none, unknown»: none of them renews by itself.
    ("express", documented(**FOUR_YEARS, renewal="express"), [], "2014-11-09", {"state": "expired"}),
    ("none", documented(**FOUR_YEARS, renewal="none"), [], "2014-11-09", {"state": "expired"}),
    ("renewal unknown", documented(**FOUR_YEARS, renewal="unknown"), [], "2014-11-09", {"state": "expired"}),
    # Art. 49.h: «en cualquier momento antes de la finalización» the extension can be agreed; not afterwards.
    ("can extend", documented(**FOUR_YEARS, extension_until="2018-11-08"), [], "2014-11-08", {"can_extend": True}),
    ("too late", documented(**FOUR_YEARS, extension_until="2018-11-08"), [], "2014-11-09", {"can_extend": False}),
    ("used up", documented(**FOUR_YEARS, extension_until="2018-11-08"), [extension("2014-11-01", "2018-11-08")],
     "2015-01-01", {"can_extend": False}),
    ("used in part", documented(**FOUR_YEARS, extension_until="2018-11-08"), [extension("2014-11-01", "2016-11-08")],
     "2015-01-01", {"can_extend": True}),
    ("limit unknown", documented(**FOUR_YEARS, renewal="express"), [], "2012-01-01", {"can_extend": None}),
    ("not signed yet", registered(**FOUR_YEARS, extension_until="2018"), [], "2012-01-01", {"can_extend": None}),
    ("end unknown", documented(in_force_from="2010", extension_until="2018"), [], "2012-01-01", {"can_extend": None}),
    # «With partial dates a state that depends on the missing part is unknown on the days in doubt».
    ("year of start, before", documented(in_force_from="2010", in_force_until="2014"), [], "2009-12-31",
     {"state": "upcoming", "ends_on": "2014"}),
    ("year of start, 1 January", documented(in_force_from="2010", in_force_until="2014"), [], "2010-01-01",
     {"state": "unknown"}),
    ("year of start, 30 December", documented(in_force_from="2010", in_force_until="2014"), [], "2010-12-30",
     {"state": "unknown"}),
    # On 31 December it has begun, whichever day of the year was its first.
    ("year of start, 31 December", documented(in_force_from="2010", in_force_until="2014"), [], "2010-12-31",
     {"state": "in_force"}),
    # On 1 January of the year of the end it is in force still, whichever day is its last.
    ("year of end, 1 January", documented(in_force_from="2010", in_force_until="2014"), [], "2014-01-01",
     {"state": "in_force"}),
    ("year of end, 2 January", documented(in_force_from="2010", in_force_until="2014"), [], "2014-01-02",
     {"state": "unknown"}),
    ("year of end, 31 December", documented(in_force_from="2010", in_force_until="2014"), [], "2014-12-31",
     {"state": "unknown"}),
    ("year of end, over", documented(in_force_from="2010", in_force_until="2014"), [], "2015-01-01",
     {"state": "expired"}),
    ("month of end, leap", documented(in_force_from="2010", in_force_until="2012-02"), [], "2012-02-29",
     {"state": "unknown"}),
    ("month of end, over", documented(in_force_from="2010", in_force_until="2012-02"), [], "2012-03-01",
     {"state": "expired"}),
    ("same year", documented(in_force_from="2010", in_force_until="2010"), [], "2010-06-15", {"state": "unknown"}),
    ("month of termination", documented(**FOUR_YEARS), [termination("2012-06")], "2012-06-15", {"state": "unknown"}),
    ("month of termination, 1st", documented(**FOUR_YEARS), [termination("2012-06")], "2012-06-01",
     {"state": "in_force"}),
    ("month of termination, over", documented(**FOUR_YEARS), [termination("2012-06")], "2012-07-01",
     {"state": "terminated", "ends_on": "2012-06"}),
    # After the end, an extension of «2015» may have begun or not; from 31 December on it has.
    ("year of extension", documented(**FOUR_YEARS), [extension("2015", "2018-11-08")], "2015-12-30",
     {"state": "unknown", "ends_on": None, "extended": False}),
    ("year of extension, sure", documented(**FOUR_YEARS), [extension("2015", "2018-11-08")], "2015-12-31",
     {"state": "in_force", "extended": True}),
    # Inside the first term the doubt about the extension does not change the state.
    ("extension in doubt", documented(**FOUR_YEARS), [extension("2014", "2018-11-08")], "2014-06-01",
     {"state": "in_force", "ends_on": None}),
    # An addendum whose day is not known at all: in doubt wherever it matters, and only there.
    ("undated extension, before", documented(**FOUR_YEARS), [extension(None, "2018-11-08")], "2014-11-08",
     {"state": "in_force"}),
    ("undated extension, between", documented(**FOUR_YEARS), [extension(None, "2018-11-08")], "2014-11-09",
     {"state": "unknown"}),
    ("undated extension, over", documented(**FOUR_YEARS), [extension(None, "2018-11-08")], "2018-11-09",
     {"state": "expired"}),
    ("undated termination", documented(**FOUR_YEARS), [termination(None)], "2012-01-01", {"state": "unknown"}),
    # Tacit renewal makes the day of the first end irrelevant to the state.
    ("renewed in the year of the end", documented(in_force_from="2010-01-01", in_force_until="2013", renewal="tacit"),
     [], "2013-06-01", {"state": "in_force", "extended": False}),
    # A renewed period ends on a day only if it can be counted: from exact dates, or by months from an exact end.
    ("year of start, renewed yearly",
     documented(in_force_from="2010", in_force_until="2013-12-31", renewal="tacit", renewal_months=12), [],
     "2014-06-01", {"ends_on": "2014-12-31", "extended": True}),
    ("year of start, renewed by its length",
     documented(in_force_from="2010", in_force_until="2013-12-31", renewal="tacit"), [], "2014-06-01",
     {"state": "in_force", "ends_on": None, "extended": True}),
    ("month of end, renewed", documented(in_force_from="2010-01-01", in_force_until="2010-01", renewal="tacit"), [],
     "2010-03-20", {"state": "in_force", "ends_on": None}),
    # Begun on the 28th, 29th, 30th or 31st: the second period ends on 27, 28, 29 or 30 March.
    ("year of start, clipped",
     documented(in_force_from="2010", in_force_until="2011-02-27", renewal="tacit", renewal_months=1), [],
     "2011-03-01", {"ends_on": None}),
    # The extremes of two dates that overlap: nothing is in force before the first month, nor after the last.
    ("month of start in the year of the end", documented(in_force_from="2005-02", in_force_until="2005"), [],
     "2005-01-15", {"state": "upcoming", "ends_on": "2005"}),
    ("month of end in the year of the start", documented(in_force_from="2005", in_force_until="2005-02"), [],
     "2005-03-15", {"state": "expired", "ends_on": "2005-02"}),
    ("limit in the year of the end", documented(in_force_until="2005", extension_until="2005"), [], "2005-01-02",
     {"state": "unknown", "can_extend": None}),
    # Signed once it was over: the signature day stands in for the start all the same.
    ("signed too late", documented(signed_on="2015", in_force_until="2014"), [], "2014-12-31", {"state": "upcoming"}),
    ("signed too late, over", documented(signed_on="2015", in_force_until="2014"), [], "2015-12-31",
     {"state": "expired"}),
    ("signed too late, renewed", documented(signed_on="2015-03-01", in_force_until="2014-12-31", renewal="tacit"), [],
     "2015-06-01", {"state": "in_force", "ends_on": None}),
    # A first period is known whatever its renewals are.
    ("year of start, first period", documented(in_force_from="2010", in_force_until="2014-11-08", renewal="tacit"), [],
     "2012-01-01", {"ends_on": "2014-11-08", "extended": False}),
    ("first period unknown, extended",
     documented(in_force_from="2010-01-01", in_force_until="2013", renewal="tacit"),
     [extension("2014-01-01", "2016-12-31")], "2017-06-01", {"state": "in_force", "ends_on": None}),
    # Begun on the 31st or not, the day before the 31st is the end: 30 December.
    ("year of start, 30 December",
     documented(in_force_from="2010", in_force_until="2013-12-30", renewal="tacit", renewal_months=12), [],
     "2014-06-01", {"ends_on": "2014-12-30"}),
    # A limit before the first end shortens nothing.
    ("limit before the end", documented(**FOUR_YEARS, renewal="tacit", extension_until="2013"), [], "2014-11-08",
     {"state": "in_force", "ends_on": "2014-11-08", "can_extend": False}),
    ("limit before the end, over", documented(**FOUR_YEARS, renewal="tacit", extension_until="2013"), [],
     "2014-11-09", {"state": "expired"}),
    # A known end counts, even beside «open-ended».
    ("open-ended with an end", documented(**FOUR_YEARS, open_ended=True, extension_until="2018"), [], "2014-11-08",
     {"state": "in_force", "can_extend": True}),
    ("open-ended until amended", documented(in_force_from="2010-01-01", open_ended=True),
     [addendum("amendment", effective_on="2012-01-01", new_until="2012-12-31")], "2012-12-31",
     {"state": "in_force", "open_ended": False, "ends_on": "2012-12-31"}),
    ("separation with a day", documented(**FOUR_YEARS),
     [addendum("separation", effective_on="2012-06-30", new_until="2012-12-31")], "2013-01-01",
     {"state": "in_force", "ends_on": "2014-11-08"}),
    # Two addenda of the same day: by code.
    ("two extensions of a day", documented(**FOUR_YEARS),
     [extension("2014-11-09", "2020-11-08", code="OAE-C-0003"), extension("2014-11-09", "2018-11-08")], "2015-01-01",
     {"ends_on": "2020-11-08"}),
    # Terminated twice: the first last day is the last.
    ("two terminations", documented(**FOUR_YEARS),
     [termination("2013-06-30"), termination("2012-06-30", code="OAE-C-0003")], "2012-07-01",
     {"state": "terminated", "ends_on": "2012-06-30"}),
    ("two terminations in doubt", documented(**FOUR_YEARS),
     [termination("2013"), termination("2013-06-30", code="OAE-C-0003")], "2013-07-01",
     {"state": "terminated", "ends_on": "2013"}),
    ("undated and dated", documented(**FOUR_YEARS),
     [termination(None), termination("2013", code="OAE-C-0003"), termination("2012-06-30", code="OAE-C-0004")],
     "2012-07-01", {"state": "terminated"}),
    ("nothing known is no extension", documented(in_force_from="2010", renewal="tacit"), [], "2012-01-01",
     {"state": "unknown", "extended": False}),
    # Notice from an end known to the month, or to the year: as precise as it can be, or not at all.
    ("notice of a month", documented(in_force_from="2010", in_force_until="2014-11", notice_months=3), [],
     "2014-09-01", {"notice_on": "2014-08", "in_notice": True}),
    ("notice of a month, in doubt", documented(in_force_from="2010", in_force_until="2014-11", notice_months=3), [],
     "2014-08-15", {"notice_on": "2014-08", "in_notice": False}),
    ("notice of a year, 12 months", documented(in_force_from="2010", in_force_until="2014", notice_months=12), [],
     "2012-01-01", {"notice_on": "2013"}),
    ("notice of a year, 6 months", documented(in_force_from="2010", in_force_until="2014", notice_months=6), [],
     "2012-01-01", {"notice_on": None}),
    # The years that dates can be written in are the limit, and no error.
    ("end of time", documented(in_force_from="9990-01-01", in_force_until="9999-12-31", renewal="tacit"), [],
     "9999-12-31", {"state": "in_force", "ends_on": "9999-12-31"}),
    ("notice before time", documented(in_force_from="1000", in_force_until="1001-01-01", notice_months=32000), [],
     "1001-01-01", {"notice_on": "1000-01-01"}),
    ("notice in the first year", documented(in_force_until="1001-05-31", notice_months=6), [], "1001-05-31",
     {"notice_on": "1000-11-30"}),
    # An addendum asked by itself: its effective day and its new end are its term.
    ("addendum, before", extension("2014-11-09", "2018-11-08"), [], "2014-11-08", {"state": "upcoming"}),
    ("addendum, in effect", extension("2014-11-09", "2018-11-08"), [], "2014-11-09",
     {"state": "in_force", "ends_on": "2018-11-08"}),
    ("addendum, over", extension("2014-11-09", "2018-11-08"), [], "2018-11-09", {"state": "expired"}),
    ("addendum, unsigned", extension("2014-11-09", "2018", origin="registered", record_state="published",
                                     parties=PARTIES), [], "2015-01-01", {"state": "pending_signature"}),
    # A late extension, day by day: in notice until the end, in the gap nothing runs, then a notice of its own.
    ("late extension, last notice day", documented(**FOUR_YEARS, notice_months=3),
     [extension("2015-03-01", "2018-11-08")], "2014-11-08",
     {"state": "in_force", "in_notice": True, "notice_on": "2014-08-08", "ends_on": "2014-11-08"}),
    ("late extension, in the gap", documented(**FOUR_YEARS, notice_months=3, extension_until="2018-11-08"),
     [extension("2015-03-01", "2017-11-08")], "2014-11-09",
     {"state": "expired", "in_notice": False, "can_extend": False, "extended": False}),
    ("late extension, back in force", documented(**FOUR_YEARS, notice_months=3, extension_until="2018-11-08"),
     [extension("2015-03-01", "2017-11-08")], "2015-03-01",
     {"state": "in_force", "notice_on": "2017-08-08", "in_notice": False, "can_extend": True, "extended": True}),
    # Yearly renewals with three months’ notice: each period has its own day, the eve of it is outside.
    ("third period, eve of notice", documented(**FOUR_YEARS, renewal="tacit", renewal_months=12, notice_months=3), [],
     "2016-08-07", {"ends_on": "2016-11-08", "notice_on": "2016-08-08", "in_notice": False, "extended": True}),
    ("third period, notice", documented(**FOUR_YEARS, renewal="tacit", renewal_months=12, notice_months=3), [],
     "2016-08-08", {"state": "in_force", "ends_on": "2016-11-08", "in_notice": True}),
    ("fourth period, first day", documented(**FOUR_YEARS, renewal="tacit", renewal_months=12, notice_months=3), [],
     "2016-11-09", {"ends_on": "2017-11-08", "notice_on": "2017-08-08", "in_notice": False}),
    # Renewed by periods of a month that end in February: the notice is counted from the end of the current one.
    ("leap February, notice", documented(in_force_from="2011-12-31", in_force_until="2012-01-30", renewal="tacit",
                                         notice_months=1), [], "2012-02-28",
     {"ends_on": "2012-02-28", "notice_on": "2012-01-28", "in_notice": True}),
    # 29 February: a year from 1 March ends on it in a leap year; its notice falls on the 28th or the 29th.
    ("ends on 29 February", documented(in_force_from="2011-03-01", in_force_until="2012-02-29", notice_months=12), [],
     "2012-02-29", {"state": "in_force", "notice_on": "2011-02-28", "in_notice": True}),
    ("day after 29 February", documented(in_force_from="2011-03-01", in_force_until="2012-02-29", notice_months=48), [],
     "2012-03-01", {"state": "expired", "notice_on": "2008-02-29"}),
    ("renewed from 29 February",
     documented(in_force_from="2011-03-01", in_force_until="2012-02-29", renewal="tacit"), [], "2012-03-01",
     {"ends_on": "2013-02-28", "extended": True}),
    ("and back to it", documented(in_force_from="2011-03-01", in_force_until="2012-02-29", renewal="tacit"), [],
     "2016-02-29", {"ends_on": "2016-02-29", "in_notice": False}),
    # A termination in the last period of notice: its day is the end, the notice is counted from it.
    ("terminated while in notice", documented(**FOUR_YEARS, notice_months=3), [termination("2014-10-31")], "2014-10-31",
     {"state": "in_force", "ends_on": "2014-10-31", "notice_on": "2014-07-31", "in_notice": True, "can_extend": False}),
    ("terminated before its extension", documented(**FOUR_YEARS),
     [extension("2014-06-01", "2018-11-08"), termination("2014-03-31", code="OAE-C-0003")], "2014-07-01",
     {"state": "terminated", "ends_on": "2014-03-31"}),
    # A separation with notice running: neither the end nor the notice of those who stay moves.
    ("separation in notice", documented(**FOUR_YEARS, notice_months=3),
     [addendum("separation", effective_on="2014-08-01")], "2014-08-08",
     {"state": "in_force", "ends_on": "2014-11-08", "in_notice": True}),
    # Dates known in part at their edges: an extension of «2014-11» may come after the end, and surely has by the 30th.
    ("month of extension at the end", documented(**FOUR_YEARS), [extension("2014-11", "2018-11-08")], "2014-11-09",
     {"state": "unknown", "extended": False}),
    ("month of extension, over", documented(**FOUR_YEARS), [extension("2014-11", "2018-11-08")], "2014-11-30",
     {"state": "in_force", "extended": True, "ends_on": "2018-11-08"}),
    ("year of the new end", documented(**FOUR_YEARS), [extension("2014-06-01", "2018")], "2018-01-01",
     {"state": "in_force", "ends_on": "2018"}),
    ("year of the new end, in doubt", documented(**FOUR_YEARS), [extension("2014-06-01", "2018")], "2018-01-02",
     {"state": "unknown"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("agreement", "addenda", "at", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_worked_case(agreement, addenda, at, expected):
    found = status(agreement, addenda, date.fromisoformat(at))
    assert {name: getattr(found, name) for name in expected} == expected

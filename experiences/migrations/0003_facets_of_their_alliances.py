"""Agreements and experiences are found by what their alliances are, and agreements by the sectors of their parties."""

from django.db import migrations

OF_ALLIANCES = """
    SELECT shared FROM unnest(entry.facets) AS facet
    JOIN publishing_searchentry AS alliance
        ON facet LIKE 'alliance:%' AND alliance.code = substr(facet, length('alliance:') + 1),
    unnest(alliance.facets) AS shared
    WHERE split_part(shared, ':', 1) IN
        ('comarca', 'municipality', 'form', 'phase', 'theme', 'service', 'benefit')
"""
OF_PARTIES = """
    SELECT 'sector:' || sector FROM unnest(entry.facets) AS facet
    JOIN organisations_organisation AS party
        ON facet LIKE 'organisation:%' AND party.code = substr(facet, length('organisation:') + 1),
    unnest(party.sectors) AS sector
"""
ADD = """
    UPDATE publishing_searchentry AS entry
    SET facets = ARRAY(SELECT unnest(entry.facets) UNION {found} ORDER BY 1)
    WHERE entry.type = '{type}'
"""


def add(entry_type, *found):
    return migrations.RunSQL(ADD.format(type=entry_type, found=" UNION ".join(found)), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0002_evidence_facets"),
        ("alliances", "0009_text_seen"),
        ("publishing", "0006_partner_verbs"),
        ("organisations", "0002_members_and_tokens"),
    ]

    operations = [add("agreement", OF_ALLIANCES, OF_PARTIES), add("experience", OF_ALLIANCES)]

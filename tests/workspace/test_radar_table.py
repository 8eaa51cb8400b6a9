"""The table of a radar: who looks after what is said from it, and the filters at work are named as people read them."""

import pytest

from tests.making import make_user
from tests.workspace.radars import STAFF, logged_in, radar_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# --- Who looks after it, from the table ---


def test_what_nobody_looks_after_is_given_from_the_table_and_back(editor, hospital, agreement):
    other = make_user(organisation=hospital)
    path = f"{radar_of(hospital)}?months=6"
    cell = editor.get(path).context["rows"][0][5]

    assert (cell["text"], cell["action"]["label"]) == ("Ningú", "Assigneu-ho")
    answer = editor.post(cell["action"]["url"], {"assignee": other.pk}, follow=True)

    assert answer.redirect_chain == [(path, 302)]
    assert "Li ho diem per correu." in answer.content.decode()
    assert "action" not in answer.context["rows"][0][5]


def test_each_row_says_what_record_it_is_about(editor, hospital, agreement):
    page = editor.get(radar_of(hospital)).content.decode()

    assert page.count(f'<tr data-code="{agreement.record.code}" data-state="in_force">') == 2
    assert '<a href="/convenis/' in page
    assert 'lang="ca">Conveni de guàrdies</a>' in page


def test_who_only_reads_is_offered_nothing_and_staff_are(hospital, agreement):
    reader = logged_in(make_user(organisation=hospital, membership="reader"))
    curator = logged_in(make_user(role="curator"))

    assert "action" not in reader.get(radar_of(hospital)).context["rows"][0][5]
    cell = curator.get(STAFF).context["rows"][0][5]
    assert cell["action"]["url"].startswith(f"{radar_of(hospital)}{agreement.record.code}/?back=")


@pytest.mark.parametrize("back", ["//dolent.cat/", "https://dolent.cat/", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_site(editor, writer, hospital, agreement, back):
    page = f"{radar_of(hospital)}{agreement.record.code}/"

    answer = editor.post(f"{page}?back={back}", {"assignee": writer.pk})

    assert answer.url == page


# --- The filters at work ---


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ({"months": "12"}, ["Fins quan: els pròxims 12 mesos"]),
        ({"months": "24"}, []),  # it is what is shown without asking
        ({"until": "2027-01-31"}, ["Fins al dia: 31 de gener del 2027"]),
        ({"assignee": "nobody"}, ["Qui se n’encarrega: ningú"]),
        ({"party": "hospital-del-pla"}, ["Part: hospital-del-pla"]),
    ],
)
def test_a_filter_at_work_is_named_as_its_list_names_it(editor, hospital, agreement, query, labels):
    context = editor.get(radar_of(hospital), query).context

    assert [chip["label"] for chip in context["chips"]] == labels


def test_an_alliance_at_work_is_named(editor, hospital, alliance, agreement):
    chips = editor.get(radar_of(hospital), {"alliance": alliance.record.code}).context["chips"]

    assert [chip["label"] for chip in chips] == ["Aliança: Guàrdies"]


def test_a_calendar_without_a_name_says_what_it_lacks(editor, hospital):
    answer = editor.post(f"/tauler/{hospital.slug}/calendaris/", {"name": ""})

    assert answer.status_code == 422
    assert "Cal dir on fareu servir el calendari." in answer.text

"""The mechanism of every journey: saving a step, the lock, conflicts, lost sessions, comments, verbs.

It is tried on alliances, the kind with most fields.
"""

import pytest
from django.middleware.csrf import get_token
from django.test import Client

from alliances.models import Alliance
from alliances.rules import ALLIANCE
from observatori.publishing.comments import comment
from observatori.publishing.editing import change
from observatori.publishing.models import Comment, Record
from observatori.publishing.references import References
from observatori.publishing.written import digest, is_filled, names_in, written
from tests.experiences.filling import fill_in, form_of, send
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def editor(hospital):
    return make_user("editora@exemple.cat", organisation=hospital, membership="admin")


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def draft(hospital):
    other = make_organisation("Fundació Veïna")
    return make_alliance("Triangle", owner=hospital, partners=[hospital, other], published=False)


@pytest.fixture
def new(hospital):
    return f"/tauler/{hospital.slug}/aliances/nova/"


def address(alliance, step=""):
    record = alliance.record
    return f"/tauler/{record.owner.slug}/aliances/{record.code}/{step and f'{step}/'}"


def held(alliance):
    return Alliance.objects.select_related("record").get(pk=alliance.pk)


def change_as(user, alliance, **facts):
    record = Record.objects.get(pk=alliance.pk)
    change(record=record, rules=ALLIANCE, facts=facts, user=user, version=None, references=References(user))


def test_a_step_saves_its_own_fields_and_leads_back_to_the_list(client, draft):
    answer = fill_in(client, address(draft, "identitat"), why_now="Ara o mai.")

    assert (answer.status_code, answer.url) == (302, address(draft))
    assert held(draft).why_now == "Ara o mai."
    assert held(draft).summary == "Resum de prova."
    assert held(draft).record.version == 2


def test_the_other_button_leads_to_the_next_step(client, draft):
    answer = fill_in(client, address(draft, "identitat"), button="_next", why_now="Ara.")

    assert answer.url == address(draft, "socis")


def test_the_button_that_enter_presses_saves_and_stays(client, draft, new):
    page = client.get(address(draft, "socis")).content.decode()
    form = page[page.index("data-guard") :]
    assert form[form.index("<button") :].startswith('<button class="visually-hidden" name="_stay"')

    answer = fill_in(client, address(draft, "identitat"), button="_stay", why_now="Ara.")
    assert (answer.url, held(draft).why_now) == (address(draft, "identitat"), "Ara.")

    answer = fill_in(client, new, button="_stay", name="Aliança nova")
    assert answer.url == address(Alliance.objects.exclude(pk=draft.pk).get(), "identitat")


def test_a_step_without_a_form_leads_to_the_next_one(client, draft):
    page = client.get(address(draft, "documents")).content.decode()

    assert f'<a class="button" href="{address(draft, "revisio")}">Continua</a>' in page
    assert "Continua</a>" not in client.get(address(draft, "identitat")).content.decode()


def test_the_review_reads_each_row_in_a_line_with_its_name(client, draft, hospital):
    partnership = draft.partnerships.get(organisation=hospital)
    partnership.role, partnership.joined_on, partnership.own_objectives = (
        "lead",
        "2020-05-01",
        "Tenir metges.",
    )
    partnership.save()
    body = {"level": "management_teams", "name": "Comissió", "composition": "Les gerents", "frequency": ""}
    draft.governance = [body]
    draft.save()

    page = client.get(address(draft, "revisio"))

    facts = {fact["term"]: fact for step in page.context["reviewed"] for fact in step["facts"]}
    assert facts["Socis"]["lines"] == [
        "Hospital del Pla – lidera, des de l’1 de maig del 2020",
        "Fundació Veïna – soci",
    ]
    assert facts["Cada soci"]["value"] == "Hospital del Pla – Tenir metges."
    assert facts["Òrgans de govern"]["value"] == "Comissió – equips directius · Les gerents"


STATES = [
    ("submitted", "Espera que l’equip de l’Observatori ho revisi; mentrestant no es pot canviar."),
    ("in_review", "L’equip de l’Observatori ho està revisant; mentrestant no es pot canviar."),
    ("archived", "S’ha arxivat i ja no es pot canviar."),
    (
        "rejected",
        "L’Observatori no ho ha acceptat: el motiu és als comentaris. Si hi canvieu res, ho podreu tornar a trametre.",
    ),
]


@pytest.mark.parametrize(("state", "sentence"), STATES)
def test_the_list_of_steps_says_what_the_state_means(client, draft, state, sentence):
    Record.objects.filter(pk=draft.pk).update(state=state)

    assert sentence in client.get(address(draft)).content.decode()


def test_the_list_of_steps_says_what_changing_a_published_record_does(client, hospital):
    alliance = make_alliance(owner=hospital)

    assert (
        "Ja s’ha publicat: el que hi canvieu queda en esborrany"
        in client.get(address(alliance)).content.decode()
    )


def test_a_step_that_nobody_changed_makes_no_new_version(client, draft):
    fill_in(client, address(draft, "identitat"))
    fill_in(client, address(draft, "classificacio"))
    fill_in(client, address(draft, "condicions"))

    assert held(draft).record.version == 1


def test_a_refused_step_keeps_what_was_typed_and_saves_nothing(client, draft):
    answer = fill_in(
        client, address(draft, "identitat"), start="2020", end="2019", why_now="Això no es perd."
    )

    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="resum-errors"' in text
    assert "<title>Error: " in text
    assert "El final no pot ser anterior a l’inici." in text
    assert "Això no es perd." in text
    assert answer.context["form"]["end"].errors
    assert (held(draft).why_now, held(draft).record.version) == ("", 1)


def test_two_who_change_different_fields_both_keep_theirs(client, draft, editor):
    fields = form_of(client.get(address(draft, "identitat")))
    change_as(editor, draft, why_together="L’altra.")

    answer = send(client, address(draft, "identitat"), fields, why_now="La meva.")

    assert answer.status_code == 302
    assert (held(draft).why_together, held(draft).why_now) == ("L’altra.", "La meva.")


def test_two_who_change_the_same_field_see_both_values(client, draft, editor):
    fields = form_of(client.get(address(draft, "identitat")))
    change_as(editor, draft, why_now="El de l’altra.", acronym="TRI")

    answer = send(client, address(draft, "identitat"), fields, why_now="El meu.", why_together="També meu.")

    assert answer.status_code == 409
    (row,) = answer.context["rows"]
    assert (row["label"], row["mine"], row["theirs"]) == ("Per què ara?", ["El meu."], ["El de l’altra."])
    assert held(draft).why_now == "El de l’altra."
    again = form_of(answer)
    assert again["why_now"] == ["El meu."]
    assert again["why_together"] == ["També meu."]
    assert again["acronym"] == ["TRI"]  # theirs, where the person changed nothing

    assert send(client, address(draft, "identitat"), again).status_code == 302
    now = held(draft)
    assert (now.why_now, now.why_together, now.acronym) == ("El meu.", "També meu.", "TRI")


def test_the_back_button_after_saving_loses_nothing(client, draft):
    fields = form_of(client.get(address(draft, "identitat")))
    send(client, address(draft, "identitat"), fields, why_now="Primera.")

    answer = send(client, address(draft, "identitat"), fields, why_now="Segona.")

    assert answer.status_code == 409
    assert answer.context["rows"][0]["mine"] == ["Segona."]
    assert answer.context["rows"][0]["theirs"] == ["Primera."]


def test_a_form_without_its_hidden_fields_never_overwrites(client, draft, editor):
    fields = form_of(client.get(address(draft, "identitat")))
    change_as(editor, draft, why_now="El de l’altra.")
    del fields["version"], fields["started"]

    assert send(client, address(draft, "identitat"), fields, why_now="El meu.").status_code == 409
    assert held(draft).why_now == "El de l’altra."


def test_a_new_record_sent_twice_is_one_draft(client, new):
    fields = form_of(client.get(new))

    first = send(client, new, fields, name="Aliança nova")
    second = send(client, new, fields, name="Aliança nova")

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Alliance.objects.count() == 1


def test_going_back_to_a_new_record_saves_over_its_draft(client, new):
    fields = form_of(client.get(new))
    send(client, new, fields, name="Aliança nova")

    send(client, new, fields, name="Aliança nova, amb un altre nom")

    assert Alliance.objects.get().name == "Aliança nova, amb un altre nom"


def test_the_page_opened_twice_makes_two_drafts(client, new):
    fill_in(client, new, name="Una")
    fill_in(client, new, name="Una altra")

    assert Alliance.objects.count() == 2


def test_what_was_typed_comes_back_after_logging_in_again(client, draft, editor):
    fields = form_of(client.get(address(draft, "identitat")))
    late = Client()

    answer = send(late, address(draft, "identitat"), fields, why_now="Escrit molta estona.")
    assert answer.status_code == 302
    assert answer.url.startswith("/compte/entrar/?next=")
    assert "Torneu a entrar: no s’ha perdut res del que heu escrit." in late.get(answer.url).content.decode()

    late.force_login(editor)
    page = late.get(address(draft, "identitat"))
    assert form_of(page)["why_now"] == ["Escrit molta estona."]
    assert send(late, address(draft, "identitat"), form_of(page)).status_code == 302
    assert held(draft).why_now == "Escrit molta estona."
    assert form_of(late.get(address(draft, "identitat")))["why_now"] == ["Escrit molta estona."]


def test_what_was_typed_comes_back_to_nobody_else(client, draft, hospital):
    fields = form_of(client.get(address(draft, "identitat")))
    late = Client()
    send(late, address(draft, "identitat"), fields, why_now="Secret.")

    late.force_login(make_user(organisation=hospital))

    assert form_of(late.get(address(draft, "identitat")))["why_now"] == [""]


def test_a_form_that_is_not_ours_leaves_nothing_behind(draft):
    stranger = Client()

    stranger.post(address(draft, "identitat"), {"why_now": "Brossa", "person": "1:fals"})

    assert "sessionid" not in stranger.cookies


def test_a_stale_token_shows_the_text_to_send_again(draft, editor, rf):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    fields = form_of(client.get(address(draft, "identitat")))

    fields["csrfmiddlewaretoken"] = get_token(rf.get("/"))
    answer = send(client, address(draft, "identitat"), fields, why_now="Escrit molta estona.")

    assert answer.status_code == 403
    assert "Escrit molta estona." in answer.content.decode()
    assert held(draft).why_now == ""


def test_a_stale_token_of_another_form_is_refused_as_ever(draft, editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    answer = client.post(address(draft, "identitat"), {"why_now": "Forjat."})

    assert answer.status_code == 403
    assert "Forjat." not in answer.content.decode()


@pytest.mark.parametrize("state", ["submitted", "in_review", "archived"])
def test_a_record_that_cannot_be_changed_says_why_and_shows_its_values(client, draft, state):
    fields = form_of(client.get(address(draft, "identitat")))
    Record.objects.filter(pk=draft.pk).update(state=state)

    page = client.get(address(draft, "identitat")).content.decode()
    assert "Ara no es pot canviar" in page
    assert "Resum de prova." in page
    assert "data-guard" not in page

    answer = send(client, address(draft, "identitat"), fields, why_now="Tard.")
    assert answer.status_code == 409
    assert "Tard." in answer.content.decode()
    assert held(draft).why_now == ""


def test_submitting_what_lacks_something_says_what_and_where(client, hospital):
    draft = make_alliance("Coixa", owner=hospital, partners=[hospital], summary="", published=False)

    answer = client.post(f"{address(draft)}accions/submit/")

    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="resum-errors"' in text
    assert "Una aliança té com a mínim dos socis: afegiu-ne un altre." in text
    assert f"{address(draft, 'socis')}#files-partners" in text
    assert f"{address(draft, 'identitat')}#id_summary" in text
    assert held(draft).record.state == "draft"


def test_submitting_from_the_last_step_saves_what_it_asks_first(client, draft):
    fields = form_of(client.get(address(draft, "revisio")))
    verb = f"{address(draft)}accions/submit/"

    refused = send(client, verb, fields, visibility="ningú")
    assert refused.status_code == 422
    assert held(draft).record.state == "draft"

    assert send(client, verb, fields, visibility="partners").status_code == 302
    assert (held(draft).record.state, held(draft).record.visibility) == ("submitted", "partners")


def test_a_verb_over_what_somebody_changed_meanwhile_asks_first(client, draft, editor, hospital):
    agreement = make_agreement(draft, registered=False, record={"owner": hospital})
    page = address(agreement).replace("/aliances/", "/convenis/")
    fields = form_of(client.get(f"{page}revisio/"))
    Record.objects.filter(pk=agreement.pk).update(visibility="organisation", version=2)

    answer = send(client, f"{page}accions/register/", fields, visibility="partners")

    assert answer.status_code == 409
    record = Record.objects.get(pk=agreement.pk)
    assert (record.state, record.visibility) == ("draft", "organisation")


def test_what_is_kept_to_the_organisation_says_that_its_partners_read_it(client, draft, editor):
    change_as(editor, draft, visibility="organisation")
    page = client.get(address(draft, "revisio"))
    fields = form_of(page)

    assert "La vostra entitat i l’Observatori" not in page.text
    assert fields["visibility"] == ["partners"]
    assert send(client, address(draft, "revisio"), fields).status_code == 302
    assert held(draft).record.visibility == "organisation"  # nobody changed it

    send(client, address(draft, "revisio"), fields, visibility="public")
    assert held(draft).record.visibility == "public"


def test_submitting_a_whole_draft_sends_it(client, draft):
    answer = client.post(f"{address(draft)}accions/submit/")

    assert (answer.status_code, answer.url) == (302, address(draft))
    assert held(draft).record.state == "submitted"
    again = client.post(f"{address(draft)}accions/submit/")
    assert again.status_code == 409
    assert "Ara no es pot fer" in again.content.decode()


def test_withdrawing_asks_why(client, hospital):
    alliance = make_alliance(owner=hospital)
    verb = f"{address(alliance)}accions/withdraw/"

    assert client.get(verb).status_code == 200
    assert client.post(verb, {"reason": " "}).status_code == 422
    assert not held(alliance).record.withdrawn

    assert client.post(verb, {"reason": "No va començar."}).status_code == 302
    assert held(alliance).record.withdrawn


def test_deleting_asks_first_and_leaves_a_tombstone(client, draft):
    assert client.get(f"{address(draft)}esborra/").status_code == 200
    assert Alliance.objects.filter(pk=draft.pk).exists()

    assert client.post(f"{address(draft)}esborra/").status_code == 302
    assert not Alliance.objects.filter(pk=draft.pk).exists()
    assert client.get(address(draft)).status_code == 404


@pytest.mark.parametrize("verb", ["publish", "start-review", "reject", "fly"])
def test_verbs_of_the_review_are_not_said_here(client, draft, verb):
    assert client.post(f"{address(draft)}accions/{verb}/").status_code == 404


def test_a_comment_stands_at_its_field_and_is_counted(client, draft):
    curator = make_user("curadora@exemple.cat", role="curator")
    comment(record=draft.record, user=curator, text="Massa llarg.", field="summary")
    comment(record=draft.record, user=curator, text="Qui lidera?", field="partners/0/role")

    assert "Massa llarg." in client.get(address(draft, "identitat")).content.decode()
    assert "Massa llarg." not in client.get(address(draft, "socis")).content.decode()
    assert "Qui lidera?" in client.get(address(draft, "socis")).content.decode()
    rows = {row["url"]: row["comments"] for row in client.get(address(draft)).context["steps"]}
    assert rows[address(draft, "identitat")] == "1 comentari obert"
    assert rows[address(draft, "governanca")] == ""


def test_an_answer_and_a_closed_conversation_lead_back_to_the_step(client, draft):
    first = comment(record=draft.record, user=make_user(role="curator"), text="Massa llarg.", field="summary")

    answer = client.post(
        f"{address(draft)}comentaris/", {"reply_to": first.pk, "text": "Ja és més curt.", "step": "identitat"}
    )
    assert answer.url == address(draft, "identitat")
    assert Comment.objects.get(reply_to=first).text == "Ja és més curt."

    answer = client.post(f"{address(draft)}comentaris/{first.pk}/fet/", {"step": "identitat"})
    assert answer.url == address(draft, "identitat")
    assert "Massa llarg." not in client.get(address(draft, "identitat")).content.decode()


def test_an_empty_comment_is_refused_and_keeps_its_place(client, draft):
    answer = client.post(f"{address(draft)}comentaris/", {"field": "summary", "text": " "})

    assert answer.status_code == 422
    assert 'value="summary"' in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_comment_of_another_record_cannot_be_closed_from_here(client, draft, hospital):
    other = make_alliance(owner=hospital, published=False)
    found = comment(record=other.record, user=make_user(role="curator"), text="D’un altre.")

    assert client.post(f"{address(draft)}comentaris/{found.pk}/fet/").status_code == 404


def test_progress_tells_what_is_done_begun_and_to_begin(client, draft):
    labels = {row["url"]: row["label"] for row in client.get(address(draft)).context["steps"]}

    assert labels[address(draft, "socis")] == "Fet"
    assert labels[address(draft, "identitat")] == "En curs"
    assert labels[address(draft, "governanca")] == "Per començar"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\r\nb", "a\nb"),
        ("", None),
        ([], None),
        ({"number": None, "year": None}, None),
        (12, 12.0),
        (" nom ", "nom"),
    ],
)
def test_values_that_mean_the_same_have_the_same_digest(one, other):
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), (1, 2), (["a", "b"], ["b", "a"]), (0, None), (False, "no")]
)
def test_values_that_differ_have_different_digests(one, other):
    assert digest(one) != digest(other)


def test_a_document_is_read_in_its_write_form():
    owner = {"code": "OAE-O-0001", "slug": "x", "name": "X"}

    assert written({"owner": owner, "partners": [{"organisation": owner}]}) == {
        "owner": "OAE-O-0001",
        "partners": [{"organisation": "OAE-O-0001"}],
    }
    assert names_in({"partners": [{"organisation": owner}]}) == {"OAE-O-0001": "X"}


@pytest.mark.parametrize("nothing", [None, "", [], {}, False, "unknown", {"a": "unknown", "b": [None]}])
def test_what_is_not_known_fills_nothing(nothing):
    assert not is_filled(nothing)

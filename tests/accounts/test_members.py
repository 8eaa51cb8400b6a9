"""Members of an organisation: who sees them, who changes them, invitations and requests."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatori.organisations.members import (
    accept_invitation,
    accept_join_request,
    ask_to_join,
    change_role,
    invite_member,
    remove_member,
    revoke_invitation,
)
from observatori.organisations.models import Invitation, JoinRequest, Membership
from observatori.organisations.tokens import issue_token, token_of
from tests.making import make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db
WHO = ["admin", "editor", "reader", "partner", "outsider", "curator", "anonymous"]


@pytest.fixture
def organisation():
    return make_organisation("Fundació Nova")


@pytest.fixture
def admin(organisation):
    return make_user("admin@exemple.cat", organisation=organisation, membership="admin")


@pytest.fixture
def people(organisation, admin):
    partner = make_organisation()
    make_alliance(partners=[organisation, partner])
    return {
        "admin": admin,
        "editor": make_user(organisation=organisation, membership="editor"),
        "reader": make_user(organisation=organisation, membership="reader"),
        "partner": make_user(organisation=partner, membership="admin"),
        "outsider": make_user(),
        "curator": make_user(role="curator"),
        "anonymous": None,
    }


def as_(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


def membership_of(user, organisation):
    return Membership.objects.get(user=user, organisation=organisation)


@pytest.mark.parametrize(
    ("who", "members", "tokens"),
    [
        ("admin", 200, 200),
        ("editor", 200, 403),
        ("reader", 200, 403),
        ("partner", 404, 404),
        ("outsider", 404, 404),
        ("curator", 200, 200),
        ("anonymous", 302, 302),
    ],
)
def test_who_sees_members_and_keys(organisation, people, who, members, tokens):
    client = as_(people[who])

    assert client.get(f"/tauler/{organisation.slug}/membres/").status_code == members
    assert client.get(f"/tauler/{organisation.slug}/claus/").status_code == tokens


@pytest.mark.parametrize(
    ("who", "status"),
    [("editor", 403), ("reader", 403), ("partner", 404), ("outsider", 404), ("anonymous", 302)],
)
def test_who_does_not_manage_changes_nothing(organisation, people, who, status, letters):
    client, base = as_(people[who]), f"/tauler/{organisation.slug}"
    reader = membership_of(people["reader"], organisation)
    asked = JoinRequest.objects.create(user=make_user(), organisation=organisation)
    invitation = invite_member(
        organisation=organisation, email="x@exemple.cat", role="editor", by=people["admin"]
    )
    token, _secret = issue_token(user=people["admin"], scopes=["read"], organisation=organisation)
    before = (Membership.objects.count(), Invitation.objects.count())

    for path, data in {
        "membres/": {"email": "mala@exemple.cat", "role": "admin"},
        f"membres/{reader.pk}/paper/": {"role": "admin"},
        f"membres/{reader.pk}/treu/": {},
        f"peticions/{asked.pk}/accepta/": {"role": "admin"},
        f"peticions/{asked.pk}/denega/": {},
        f"invitacions/{invitation.pk}/anulla/": {},
        "claus/": {"scopes": ["read"]},
        f"claus/{token.pk}/revoca/": {},
    }.items():
        answers = []
        assert letters(lambda: answers.append(client.post(f"{base}/{path}", data))) == []  # noqa: B023
        assert answers[0].status_code == status, path

    reader.refresh_from_db()
    asked.refresh_from_db()
    invitation.refresh_from_db()
    token.refresh_from_db()
    assert (reader.role, asked.state, invitation.revoked_at, token.revoked_at) == (
        "reader",
        "pending",
        None,
        None,
    )
    assert (Membership.objects.count(), Invitation.objects.count()) == before


def test_an_admin_of_another_organisation_cannot_reach_its_rows_through_her_own(organisation, people):
    own = make_organisation()
    client = as_(make_user(organisation=own, membership="admin"))
    reader = membership_of(people["reader"], organisation)
    token, _secret = issue_token(user=people["admin"], scopes=["read"], organisation=organisation)

    assert client.post(f"/tauler/{own.slug}/membres/{reader.pk}/treu/").status_code == 404
    assert client.post(f"/tauler/{own.slug}/claus/{token.pk}/revoca/").status_code == 404


@pytest.mark.parametrize("path", ["membres/{}/paper/", "membres/{}/treu/"])
def test_a_get_changes_nothing(organisation, people, path):
    reader = membership_of(people["reader"], organisation)

    response = as_(people["admin"]).get(f"/tauler/{organisation.slug}/{path.format(reader.pk)}")

    assert response.status_code == 405


def test_a_removed_member_is_out_at_her_next_request_and_her_keys_open_nothing(organisation, people):
    client = as_(people["editor"])
    _token, secret = issue_token(user=people["editor"], scopes=["write"], organisation=organisation)
    _token, own = issue_token(user=people["editor"], scopes=["read"])
    assert client.get(f"/tauler/{organisation.slug}/membres/").status_code == 200

    editor = membership_of(people["editor"], organisation)
    as_(people["admin"]).post(f"/tauler/{organisation.slug}/membres/{editor.pk}/treu/")

    assert client.get(f"/tauler/{organisation.slug}/membres/").status_code == 404
    assert token_of(secret) is None
    assert token_of(own)


def test_the_last_admin_neither_leaves_nor_steps_down(organisation, admin):
    membership = membership_of(admin, organisation)
    client = as_(admin)

    page = client.post(f"/tauler/{organisation.slug}/membres/{membership.pk}/treu/", follow=True)
    client.post(f"/tauler/{organisation.slug}/membres/{membership.pk}/paper/", {"role": "reader"})

    assert "no es pot quedar sense administració" in page.content.decode()
    assert membership_of(admin, organisation).role == "admin"
    other = make_user(organisation=organisation, membership="admin")
    change_role(membership=membership, role="reader")
    assert membership_of(admin, organisation).role == "reader"
    with pytest.raises(ValidationError, match="sense administració"):
        remove_member(membership=membership_of(other, organisation))


@pytest.mark.parametrize(
    ("who", "status", "stays"),
    [
        ("editor", 302, False),
        ("reader", 302, False),
        ("admin", 302, True),  # the last one
        ("partner", 404, True),
        ("outsider", 404, True),
        ("curator", 404, True),
        ("anonymous", 302, True),
    ],
)
def test_a_member_leaves_by_herself(organisation, people, who, status, stays):
    client, path = as_(people[who]), f"/tauler/{organisation.slug}/membres/"
    before = Membership.objects.count()

    page = client.get(path)
    if page.status_code == 200:
        assert (f"{path}surt/" in page.content.decode()) == (who != "curator")
    assert client.get(f"{path}surt/").status_code in (302, 405)
    assert client.post(f"{path}surt/").status_code == status

    assert Membership.objects.count() == before - (not stays)
    if status == 302 and who != "anonymous":
        assert client.get(path).status_code == (200 if stays else 404)


def test_who_leaves_takes_her_keys_of_the_organisation_with_her(organisation, admin):
    make_user(organisation=organisation, membership="admin")
    _token, secret = issue_token(user=admin, scopes=["write"], organisation=organisation)

    page = as_(admin).post(f"/tauler/{organisation.slug}/membres/surt/", follow=True)

    assert page.redirect_chain == [("/compte/", 302)]
    assert "Ja no formeu part de l’entitat «Fundació Nova»." in page.content.decode()
    assert token_of(secret) is None


def test_the_last_admin_is_told_why_she_cannot_leave(organisation, admin):
    page = as_(admin).post(f"/tauler/{organisation.slug}/membres/surt/", follow=True)

    assert "no es pot quedar sense administració" in page.content.decode()


def test_an_admin_that_was_put_out_of_service_does_not_count(organisation, admin):
    other = make_user(organisation=organisation, membership="admin")
    other.is_active = False
    other.save()

    with pytest.raises(ValidationError):
        remove_member(membership=membership_of(admin, organisation))


# --- Invitations ------------------------------------------------------------------------------------


@pytest.fixture
def invite(organisation, admin, letters):
    """Return a function that invites an address and returns the path of the link in its letter."""

    def invited(email="nova@exemple.cat", role="editor"):
        (letter,) = letters(
            lambda: invite_member(organisation=organisation, email=email, role=role, by=admin)
        )
        assert letter.to == [email]
        return re.search(r"http://[^/\s]+(/compte/invitacio/\S+/)", letter.body)[1]

    return invited


def test_who_is_invited_accepts_with_a_button(invite, organisation):
    link, user = invite(), make_user("Nova@exemple.cat")
    client = as_(user)

    assert client.get(link).status_code == 200
    assert not Membership.objects.filter(user=user).exists(), "a link that is only opened changes nothing"
    assert client.post(link).status_code == 302
    assert membership_of(user, organisation).role == "editor"


def test_the_link_is_not_stored(invite):
    secret = invite().rstrip("/").rpartition("/")[2]

    assert secret not in str(Invitation.objects.values().get())


def test_somebody_else_with_the_link_does_not_get_in(invite, organisation):
    link, other = invite(), make_user("altra@exemple.cat")
    EmailAddress.objects.create(user=other, email="nova@exemple.cat", verified=False)

    page = as_(other).get(link)

    assert "per a una altra adreça" in page.content.decode()
    assert as_(other).post(link).status_code == 403
    with pytest.raises(ValidationError, match="altra adreça"):
        accept_invitation(secret=link.rstrip("/").rpartition("/")[2], user=other)
    assert not Membership.objects.filter(user=other).exists()


def test_a_second_address_that_was_confirmed_counts(invite, organisation):
    link, user = invite(), make_user("altra@exemple.cat")
    EmailAddress.objects.create(user=user, email="nova@exemple.cat", verified=True)

    assert as_(user).post(link).status_code == 302


def test_who_is_not_logged_in_is_led_to_log_in_and_back(invite):
    link = invite()

    page = Client().get(link).content.decode()

    assert f"/compte/entrar/?next={link.replace('/', '%2F')}" in page
    assert Client().post(link).status_code == 403


def test_who_has_no_account_signs_up_and_comes_back_to_the_invitation(invite, letters, organisation):
    link, client = invite(), Client()
    page = client.get(link).content.decode()
    sign_up = html.unescape(re.search(r'href="(/compte/alta/[^"]+)"', page)[1])
    assert 'value="nova@exemple.cat"' in client.get(sign_up).content.decode()

    data = {
        "name": "Nova",
        "email": "nova@exemple.cat",
        "password1": "una contrasenya ben llarga",
        "next": link,
    }
    (letter,) = letters(lambda: client.post("/compte/alta/", data))
    confirmed = client.post(re.search(r"http://testserver(\S+)", letter.body)[1])

    assert confirmed["Location"] == link
    assert client.post(link).status_code == 302
    assert organisation.memberships.filter(user__email="nova@exemple.cat", role="editor").exists()


def test_a_link_works_once(invite, organisation):
    link, user = invite(), make_user("nova@exemple.cat")
    as_(user).post(link)
    remove_member(membership=membership_of(user, organisation))

    assert as_(user).get(link).status_code == 404
    assert as_(user).post(link).status_code == 404
    assert not Membership.objects.filter(user=user).exists()


def test_a_link_is_over_after_14_days(invite):
    link, client = invite(), as_(make_user("nova@exemple.cat"))

    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        assert as_(make_user()).get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert client.get(link).status_code == 404
        with pytest.raises(ValidationError):
            accept_invitation(secret=link.rstrip("/").rpartition("/")[2], user=make_user())


def test_a_revoked_link_and_one_that_never_was_are_the_same_404(invite):
    link, client = invite(), as_(make_user("nova@exemple.cat"))
    revoke_invitation(invitation=Invitation.objects.get())

    answers = [client.get(link), client.get("/compte/invitacio/" + "a" * 43 + "/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_inviting_again_makes_the_first_link_useless(invite):
    first, second = invite(), invite(role="reader")
    client = as_(make_user("nova@exemple.cat"))

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_the_page_says_the_same_whether_or_not_the_address_has_an_account(organisation, admin, letters):
    make_user("coneguda@exemple.cat")
    client, path = as_(admin), f"/tauler/{organisation.slug}/membres/"

    def said(email):
        letters(lambda: client.post(path, {"email": email, "role": "reader"}))
        page = client.get(path).content.decode()
        revoke_invitation(invitation=Invitation.objects.latest("pk"))
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|invitacions/\d+/', "", page)
        return page.replace(email, "")

    assert said("coneguda@exemple.cat") == said("desconeguda@exemple.cat")


def test_a_member_is_not_invited_again(organisation, admin):
    page = as_(admin).post(
        f"/tauler/{organisation.slug}/membres/", {"email": "ADMIN@exemple.cat", "role": "reader"}
    )

    assert page.status_code == 422
    assert "ja és membre" in page.content.decode()


# --- Requests to join -------------------------------------------------------------------------------


@pytest.fixture
def known(organisation):
    organisation.verified_at = timezone.now()
    organisation.save()
    return organisation


def test_who_asks_is_answered_and_both_sides_are_told(known, admin, letters):
    user = make_user("nova@exemple.cat")
    (asked,) = letters(
        lambda: as_(user).post(f"/compte/entitat/{known.slug}/", {"message": "Sóc la gerent."})
    )
    assert asked.to == ["admin@exemple.cat"]
    assert "Sóc la gerent." in asked.body
    request = JoinRequest.objects.get()

    path = f"/tauler/{known.slug}/peticions/{request.pk}/accepta/"
    (told,) = letters(lambda: as_(admin).post(path, {"role": "reader"}))

    assert told.to == ["nova@exemple.cat"]
    assert "lectura" in told.body
    assert membership_of(user, known).role == "reader"
    assert letters(lambda: as_(admin).post(path, {"role": "admin"})) == [], "it was answered already"
    assert membership_of(user, known).role == "reader"


def test_who_is_refused_is_told_and_may_ask_again(known, admin, letters):
    user = make_user()
    request = ask_to_join(organisation=known, user=user)

    (told,) = letters(lambda: as_(admin).post(f"/tauler/{known.slug}/peticions/{request.pk}/denega/"))

    assert told.to == [user.email]
    assert not Membership.objects.filter(user=user).exists()
    assert ask_to_join(organisation=known, user=user)


def test_staff_are_asked_where_there_is_no_admin(known, letters):
    curator = make_user(role="curator")

    (letter,) = letters(lambda: ask_to_join(organisation=known, user=make_user()))

    assert letter.to == [curator.email]


def test_asking_twice_or_as_a_member_is_refused(known, admin):
    user, path = make_user(), f"/compte/entitat/{known.slug}/"
    assert as_(user).post(path, {"message": ""}).status_code == 302

    assert as_(user).post(path, {"message": ""}).status_code == 422
    assert as_(admin).post(path, {"message": ""}).status_code == 422


def test_an_organisation_that_one_may_not_know_of_cannot_be_asked(organisation):
    assert as_(make_user()).get(f"/compte/entitat/{organisation.slug}/").status_code == 404


def test_letters_are_in_the_language_of_who_reads_them(known, letters):
    admin = make_user("spain@exemple.cat", organisation=known, membership="admin")
    admin.language = "es"
    admin.save()

    (letter,) = letters(lambda: ask_to_join(organisation=known, user=make_user()))

    assert "/es/tauler/" in letter.body


def test_what_people_write_is_no_html_in_a_letter(known, letters, admin):
    evil = "<img src=x> & «cometes»"

    (letter,) = letters(lambda: ask_to_join(organisation=known, user=make_user(), message=evil))

    assert evil in letter.body
    assert "<img" not in letter.alternatives[0][0]


def test_accepting_who_became_a_member_meanwhile_keeps_her_role(known, admin):
    user = make_user()
    request = ask_to_join(organisation=known, user=user)
    Membership.objects.create(user=user, organisation=known, role="admin")

    accept_join_request(request=request, role="reader", by=admin)

    assert membership_of(user, known).role == "admin"


def test_the_page_makes_the_same_queries_with_1_and_20_of_everything(known, admin):
    client, path = as_(admin), f"/tauler/{known.slug}/membres/"
    counts = []
    for number in range(20):
        make_user(organisation=known, membership="reader")
        ask_to_join(organisation=known, user=make_user())
        invite_member(organisation=known, email=f"x{number}@exemple.cat", role="reader", by=admin)
        if number in {0, 19}:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts.append(len(captured))

    assert counts[0] == counts[1]


def test_invitations_have_a_limit(organisation, admin):
    page = f"/tauler/{organisation.slug}/membres/"
    for number in range(30):
        values = {"email": f"{number}@convidada.example", "role": "reader"}
        assert as_(admin).post(page, values).status_code == 302

    refused = as_(admin).post(page, {"email": "una.mes@convidada.example", "role": "reader"})

    assert refused.status_code == 422
    assert "moltes invitacions" in refused.content.decode()
    assert organisation.invitations.count() == 30

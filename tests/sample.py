"""One of everything, for what looks at every page: the catalogue, people, drafts in each state, what waits.

The people are those of `READERS`: an editor and a curator at their desks, somebody who has just arrived (without
organisation or password) and somebody half way through a log-in.
"""

import time
from dataclasses import dataclass
from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from alliances.models import Agreement, Alliance
from alliances.periods import add_months
from alliances.procedures.rules import change_step, start_procedures
from alliances.radar.calendars import make_calendar
from alliances.radar.charges import give_charge
from alliances.radar.keeping import keep_all_milestones
from alliances.rules import ALLIANCE, register_agreement
from experiences.models import Experience
from observatori.digests import links
from observatori.digests import rules as digests
from observatori.digests.models import Subscription
from observatori.organisations.members import ask_to_join
from observatori.organisations.models import Invitation, Membership, User
from observatori.organisations.secrets import digest
from observatori.organisations.tokens import issue_token
from observatori.publishing.claims import ask_claim
from observatori.publishing.comments import comment
from observatori.publishing.models import Record, SearchEntry
from observatori.publishing.transitions import advance
from tests.documents.making import make_row
from tests.making import (
    make_agreement,
    make_alliance,
    make_evidence,
    make_experience,
    make_organisation,
    make_user,
)

PASSWORD = "una contrasenya ben llarga"
INVITED = "una-clau-llarga-que-nomes-te-qui-rep-la-carta"
DAY = 24 * 60 * 60  # seconds
SUMMARY = "Els dos hospitals comparteixen guàrdies de cirurgia i un sol laboratori des del 2019."
WAYS = {  # the verbs that lead to each state, and who says them
    "draft": (),
    "submitted": ("submit",),
    "in_review": ("submit", "start-review"),
    "changes_requested": ("submit", "start-review", "request-changes"),
    "published": ("submit", "start-review", "publish"),
    "rejected": ("submit", "start-review", "reject"),
    "archived": ("archive",),
    "withdrawn": ("submit", "start-review", "publish", "withdraw"),
}
OF_THE_STAFF = {"start-review", "request-changes", "publish", "reject"}
WITH = {
    "request-changes": {"comments": [{"field": "summary", "text": "De quants professionals parlem?"}]},
    "reject": {"reason": "Ja hi és amb un altre nom."},
    "withdraw": {"reason": "A petició dels socis."},
}


@dataclass(frozen=True)
class Sample:
    """What the addresses name (`values`) and the session of each reader, by name."""

    values: dict
    sessions: dict


def make_sample() -> Sample:
    call_command("load_data", verbosity=0)
    hospital = make_organisation("Hospital Comarcal del Pla i de les Valls")
    partner = make_organisation("Consell Comarcal de les Valls", ownership="public")
    people = {
        "editor": _person("editora.mostra@exemple.cat", organisation=hospital, membership="admin"),
        "curator": _person("curadora.mostra@exemple.cat", role="curator"),
        "newcomer": _person("nova.mostra@exemple.cat", password=""),
        "halfway": _person("a.mig@exemple.cat"),
    }
    empty = make_organisation("Fundació Tot Just Començada")
    Membership.objects.create(user=people["editor"], organisation=empty, role="admin")
    Membership.objects.create(user=people["editor"], organisation=partner, role="reader")
    rooms = {"room": hospital.slug, "empty_room": empty.slug, "partner_room": partner.slug}
    values = (
        rooms
        | _public()
        | _alliances(hospital, partner, people)
        | _agreements(hospital, partner, people)
        | _experiences(hospital, people)
        | _claims(hospital, partner, people["editor"])
        | _members(hospital, people)
        | _accounts(people)
    )
    sessions = {name: _session(people[name]) for name in ("editor", "curator", "newcomer")}
    return Sample(values, sessions | {"halfway": _half_a_log_in(people["halfway"])})


def _person(email, *, password=PASSWORD, **facts):
    user = make_user(email, **facts)
    user.name = email.partition("@")[0].replace(".", " ").title()
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _public():
    """What anybody reads: real cases, and the model case, which has everything."""

    def first(entry_type, **facts):
        return SearchEntry.objects.filter(type=entry_type, **facts).order_by("pk").first()

    def slug(entry):
        return entry.url.strip("/").rpartition("/")[2]

    return {
        "real_alliance": "triangle-del-senglar",
        "model_alliance": slug(first("alliance", is_example=True)),
        "model_agreement": first("agreement", is_example=True, card__kind="framework").code,
        "real_experience": "integracio-laboratoris-catlab",
        "lesson": slug(first("lesson")),
        "real_organisation": slug(first("organisation", is_example=False)),
        "listed_organisation": _listed_organisation(),
    }


def _listed_organisation():
    """A party of a real agreement that anybody reads."""
    public = Agreement.objects.public().filter(parties__isnull=False, record__is_example=False)
    return public.order_by("pk").first().parties.first().slug


def _alliances(hospital, partner, people):
    """An alliance in each state, one that the staff documents, and what is said of a draft."""
    codes = {}
    for number, (state, verbs) in enumerate(WAYS.items(), start=1):
        made = make_alliance(
            f"Guàrdies compartides de cirurgia, torn {number}",
            owner=hospital, partners=[hospital, partner], published=False, summary=SUMMARY,
            acronym="GC", phase="implementation", start="2019-03",
        )  # fmt: skip
        for verb in verbs:
            user = people["curator" if verb in OF_THE_STAFF else "editor"]
            advance(record=made.record, verb=verb, user=user, rules=ALLIANCE, **WITH.get(verb, {}))
        codes[f"alliance_{state}"] = made.record.code
        codes[f"alliance_{state}_slug"] = made.record.slug
    documented = Alliance.objects.get(record__slug="triangle-del-senglar").record
    draft = Record.objects.get(code=codes["alliance_in_review"])
    asked = comment(record=draft, user=people["curator"], text="Des de quin any?", field="start")
    comment(record=draft, user=people["editor"], text="Des del 2019.", reply_to=asked)
    return codes | {"alliance_comment": asked.pk, "alliance_documented": documented.code}


def _agreements(hospital, partner, people):
    alliance = Alliance.objects.get(name="Guàrdies compartides de cirurgia, torn 1")
    spine = {"origin": "registered", "owner": hospital}
    parts = [("primera", "Objecte del conveni."), ("segona", "Durada de quatre anys.")]
    draft = make_agreement(
        alliance, "Conveni marc de guàrdies", parts=parts, registered=False, record=spine,
        in_force_from="2019-03-01", in_force_until="2026-12-31", notice_months=3,
    )  # fmt: skip
    draft.parties.set([hospital, partner])
    addendum = make_agreement(
        alliance, "Addenda de durada", kind="addendum", addendum_kind="amendment", amends=draft,
        registered=False, record=spine,
    )  # fmt: skip
    addendum.changes.create(op="replace", target="segona", text="Durada de cinc anys.", position=0)
    registered = make_agreement(alliance, "Conveni de laboratori", parts=parts, record=spine)
    ending = make_agreement(
        alliance, "Conveni de radiologia", record=spine | {"origin": "documented"}, notice_months=2,
        in_force_from="2020-01-01", in_force_until=str(add_months(timezone.localdate(), 5)),
    )  # fmt: skip
    give_charge(agreement=ending, organisation=hospital, person=people["editor"], by=people["editor"])
    make_calendar(organisation=hospital, person=people["editor"], name="Outlook de la gerència")
    keep_all_milestones()
    step, *_rest = start_procedures(agreement=draft, organisation=hospital, by=people["editor"])
    change_step(
        step=step,
        facts={"due_on": date(2026, 1, 31), "note": "A l’assessoria."},
        version=1,
        by=people["editor"],
    )
    registered.parties.set([hospital, partner])
    signed = _signed(hospital, partner, parts, spine)
    asked = comment(record=draft.record, user=people["editor"], text="Falta la signatura.", field="title")
    document = make_row(draft.record, title="Conveni signat", kind="signed_original", visibility="partners")
    documented = Record.objects.filter(kind="agreement", owner=None, is_example=False).order_by("pk").first()
    return {
        "agreement_draft": draft.record.code,
        "agreement_registered": registered.record.code,
        "part_changed": signed.alliance.partnerships.get(organisation=hospital).pk,
        "part_asked": signed.alliance.partnerships.get(organisation=partner).pk,
        "agreement_documented": documented.code,
        "agreement_comment": asked.pk,
        "addendum": addendum.record.code,
        "document": document.public_id,
    }


def _signed(hospital, partner, parts, spine):
    """An agreement registered after its alliance was published, with what each of the two puts in."""
    alliance = Alliance.objects.get(name="Guàrdies compartides de cirurgia, torn 5")
    signed = make_agreement(
        alliance, "Conveni de guàrdies", parts=parts, registered=False, record=spine,
        in_force_from="2026-01-01", in_force_until="2029-12-31", notice_months=6,
    )  # fmt: skip
    signed.parties.set([hospital, partner])
    for year, amount, organisation in (
        (2026, 120000, hospital),
        (2026, 45000, partner),
        (2027, 130000, hospital),
    ):
        signed.commitments.create(
            organisation=organisation, year=year, amount=amount, concept="Personal de guàrdia"
        )
    signed.commitments.create(organisation=partner, year=2027, in_kind="Dues sales i el manteniment")
    register_agreement(agreement=signed, by=None)
    return signed


def _experiences(hospital, people):
    draft = make_experience(
        "Una agenda per a dos hospitals", owner=hospital, organisations=[hospital], published=False,
        summary="Dos hospitals van unir les guàrdies de radiologia.",
    )  # fmt: skip
    draft.results.create(indicator="Dies d’espera", value="12.5", baseline="45", unit="dies")
    lesson = Record.objects.filter(kind="lesson").order_by("pk").first().lesson
    make_evidence(draft, lesson, "contradicts", quote="Ens va triar ell.")
    asked = comment(record=draft.record, user=people["editor"], text="En quants dies?", field="results")
    documented = Experience.objects.get(record__slug="integracio-laboratoris-catlab").record
    return {
        "experience_draft": draft.record.code,
        "experience_comment": asked.pk,
        "experience_documented": documented.code,
    }


def _claims(hospital, partner, editor):
    """A documented case somebody asks for, and another that may be asked for."""
    facts = {"partners": [hospital, partner], "record": {"origin": "documented"}}
    free = make_alliance("Xarxa de laboratoris de les Valls", **facts)
    asked = make_alliance("Transport sanitari de les Valls", **facts)
    claim = ask_claim(
        record=asked.record, organisation=hospital, message="Hi som des del principi.", user=editor
    )
    return {"case": free.record.code, "claim": claim.pk}


def _members(hospital, people):
    request = ask_to_join(organisation=hospital, user=people["newcomer"], message="Hi treballo.")
    invitation = Invitation.objects.create(
        organisation=hospital, email="convidada@exemple.cat", role="editor", invited_by=people["editor"],
        digest=digest(INVITED), expires_at="2999-01-01T00:00:00Z",
    )  # fmt: skip
    ours = issue_token(user=people["editor"], scopes=["read"], organisation=hospital, name="Memòria anual")
    own = issue_token(user=people["editor"], scopes=["read"], name="Proves")
    return {
        "membership": people["editor"].memberships.get(organisation=hospital).pk,
        "request": request.pk,
        "invitation": invitation.pk,
        "invited": INVITED,
        "token": ours[0].pk,
        "own_token": own[0].pk,
    }


def _accounts(people):
    """The second factors of the curator, and the secrets that letters carry."""
    curator = people["curator"]
    for user in (curator, people["halfway"]):
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
    RecoveryCodes.activate(curator)
    key = Authenticator.objects.create(
        user=curator,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Clau del despatx", "credential": _credential()},
    )
    address = EmailAddress.objects.create(user=people["halfway"], email="nova.adreca@exemple.cat")
    digests.subscribe(email="lectora.mostra@exemple.cat", query="q=ter", frequency="weekly", language="ca")
    subscription = Subscription.objects.get(email="lectora.mostra@exemple.cat")
    return {
        "key": key.pk,
        "confirmation": EmailConfirmationHMAC(address).key,
        "uidb36": user_pk_to_url_str(people["editor"]),
        "reset": default_token_generator.make_token(people["editor"]),
        "subscription": subscription.token,
        "to_confirm": signing.dumps(subscription.pk, salt=links.SALT),
    }


def _session(user):
    """A session that has just shown who she is, as the pages of accounts ask, and will have for a whole day."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    session = client.session
    shown = {"method": "password", "at": time.time() + DAY, "reauthenticated": True}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return session.session_key


def _half_a_log_in(user):
    """The password was right, and the second factor is asked for."""
    client = Client()
    answer = client.post("/compte/entrar/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"].startswith("/compte/dos-passos/codi/"), answer
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _credential():
    """A passkey as a browser registers it: without attestation, on the curve P-256."""
    identity = b"clau-de-la-mostra"
    public = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    key = AttestedCredentialData.create(b"\0" * 16, identity, public)
    attested = AttestationObject.create("none", AuthenticatorData.create(b"\0" * 32, flags, 0, key), {})
    said = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"\0" * 32, "http://localhost")
    return {
        "id": websafe_encode(identity),
        "rawId": websafe_encode(identity),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(attested),
        },
        "clientExtensionResults": {},
    }

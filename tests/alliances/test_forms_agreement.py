"""The editor of agreements and addenda: parts, signatures, term, commitments, and changes to chosen parts."""

from datetime import date

import pytest

from alliances.models import Agreement, Part
from alliances.pages.proposed_term import term_remarks
from alliances.rules import AGREEMENT
from observatori.publishing.models import Record
from tests.experiences.filling import fill_in, form_of, send
from tests.making import make_agreement, make_alliance, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def council():
    return make_organisation("Consell Comarcal", ownership="public")


@pytest.fixture
def client(client, hospital):
    client.force_login(make_user("editora@exemple.cat", organisation=hospital, membership="admin"))
    return client


@pytest.fixture
def alliance(hospital, council):
    return make_alliance("Triangle", owner=hospital, partners=[hospital, council])


@pytest.fixture
def draft(alliance, hospital, council):
    spine = {"origin": "registered", "owner": hospital}
    draft = make_agreement(
        alliance,
        "Conveni marc",
        parts=[("primera", "Objecte."), ("segona", "Durada.")],
        registered=False,
        record=spine,
    )
    draft.parties.set([hospital, council])
    return draft


@pytest.fixture
def addendum(draft, hospital):
    spine = {"origin": "registered", "owner": hospital}
    return make_agreement(
        draft.alliance,
        "Addenda",
        kind="addendum",
        amends=draft,
        addendum_kind="amendment",
        registered=False,
        record=spine,
    )


def address(agreement, step=""):
    record = agreement.record
    return f"/tauler/{record.owner.slug}/convenis/{record.code}/{step and f'{step}/'}"


def document(agreement):
    return AGREEMENT.document(AGREEMENT.load(Record.objects.get(pk=agreement.pk)))


def errors(answer):
    assert answer.status_code == 422
    assert b'id="resum-errors"' in answer.content
    return [error["text"] for error in answer.context["form"].all_errors]


def test_an_agreement_begins_with_its_alliance_and_the_partners_as_parties(
    client, alliance, hospital, council
):
    new = f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/convenis/nou/"

    answer = fill_in(client, new, title="Conveni marc", kind="framework")

    made = Agreement.objects.get()
    assert answer.url == address(made)
    assert made.alliance == alliance
    assert {party["code"] for party in document(made)["parties"]} == {hospital.code, council.code}


def test_title_and_kind_are_all_that_a_draft_needs(client, alliance, hospital):
    new = f"/tauler/{hospital.slug}/aliances/{alliance.record.code}/convenis/nou/"

    assert errors(fill_in(client, new)) == [
        "Títol: Cal el títol del conveni.",
        "Classe: Cal dir de quina classe és.",
    ]
    assert not Agreement.objects.exists()


def test_an_addendum_begins_with_what_it_amends(client, draft, hospital):
    answer = fill_in(
        client,
        f"{address(draft)}addenda/",
        title="Primera addenda",
        addendum_kind="extension",
        new_until="2030",
    )

    made = Agreement.objects.exclude(pk=draft.pk).get()
    assert answer.url == address(made)
    assert (made.amends, made.alliance, made.kind) == (draft, draft.alliance, "addendum")
    assert len(document(made)["parties"]) == 2
    assert [row["url"] for row in client.get(address(draft)).context["addenda"]] == [address(made)]


def test_an_addendum_of_an_addendum_does_not_exist(client, addendum):
    assert client.get(f"{address(addendum)}addenda/").status_code == 404


def test_the_way_back_leads_to_the_alliance_and_to_what_is_amended(client, draft, addendum):
    def crumbs(url):
        return [crumb["label"] for crumb in client.get(url).context["crumbs"][-2:]]

    documents = f"/tauler/{draft.record.owner.slug}/documents/{draft.record.code}/"
    assert crumbs(address(draft))[-1] == "Triangle"
    assert crumbs(address(addendum, "canvis")) == ["Triangle", "Conveni marc"]
    assert crumbs(documents) == ["Triangle", "Conveni marc"]


def test_each_list_of_steps_has_its_own(client, draft, addendum):
    assert client.get(address(draft, "canvis")).status_code == 404
    assert client.get(address(addendum, "vigencia")).status_code == 404
    assert client.get(address(addendum, "canvis")).status_code == 200


def test_where_a_party_is_public_the_page_says_what_the_law_publishes(client, draft, hospital):
    assert "article 8.1.b de la Llei 19/2013" in client.get(address(draft, "dades")).content.decode()

    draft.parties.set([hospital])
    assert "Llei 19/2013" not in client.get(address(draft, "dades")).content.decode()


def signature(index, **typed):
    """What is typed in a row where no party is chosen: the name too."""
    typed = {"organisation_offered": "other"} | typed
    return {"signatures-total": str(index + 1)} | {
        f"signatures-{index}-{name}": value for name, value in typed.items()
    }


def test_signatures_give_the_day_it_was_signed(client, draft):
    typed = signature(
        0, organisation="Hospital del Pla", person="Maria Puig", office="Gerent", signed_on="2021-05-03"
    )
    typed |= signature(1, organisation="", party_text="Els veïns", signed_on="15 de juny del 2021")

    assert fill_in(client, address(draft, "signatures"), **typed).status_code == 302
    assert document(draft)["signed_on"] == "2021-06-15"


def test_signatures_begin_with_a_row_for_each_party_that_signs_nothing_untouched(
    client, draft, hospital, council
):
    fields = form_of(client.get(address(draft, "signatures")))
    named = [
        fields[f"signatures-{row}-organisation_offered"] for row in range(int(fields["signatures-total"][0]))
    ]
    assert named == [[council.code], [hospital.code]]

    assert send(client, address(draft, "signatures"), fields).status_code == 302
    assert draft.signatures.count() == 0
    assert Record.objects.get(pk=draft.pk).version == draft.record.version

    send(client, address(draft, "signatures"), fields, **{"signatures-0-signed_on": "15/6/2021"})
    (made,) = draft.signatures.all()
    assert (made.organisation, made.signed_on) == (council, "2021-06-15")
    again = form_of(client.get(address(draft, "signatures")))
    assert again["signatures-total"] == ["2"]
    assert (again["signatures-0-proposed"], again["signatures-1-proposed"]) == ([""], [hospital.code])


def test_an_added_signature_signs_with_the_name_of_a_party_alone(client, draft, hospital):
    fields = form_of(client.get(address(draft, "signatures")))
    added = form_of(send(client, address(draft, "signatures"), fields, button="unused", _add="signatures"))
    typed = {"signatures-2-organisation_offered": hospital.code}

    assert send(client, address(draft, "signatures"), added, **typed).status_code == 302
    assert [made.organisation for made in draft.signatures.all()] == [hospital]


def test_a_begun_signature_that_is_emptied_is_no_mistake(client, draft):
    emptied = {"signatures-0-organisation_offered": "", "signatures-1-organisation_offered": ""}

    assert fill_in(client, address(draft, "signatures"), **emptied).status_code == 302
    assert draft.signatures.count() == 0


@pytest.mark.parametrize(
    "number",
    [
        "12345678Z", "12345678-z", "12.345.678-Z", "12 345 678 z", "X1234567L", "y-1234567 l", "X-1.234.567-L",
    ],
)  # fmt: skip
def test_an_identity_number_is_never_kept(client, draft, number):
    typed = signature(0, organisation="Hospital del Pla", person=f"Maria Puig, {number}")

    answer = fill_in(client, address(draft, "signatures"), **typed)

    assert errors(answer) == [
        "Signatura 1, Persona: Sembla que hi ha un número de DNI o NIE. Traieu-lo: l’Observatori no en desa mai."
    ]
    assert draft.signatures.count() == 0


def test_a_signature_of_nobody_is_refused_at_its_row(client, draft):
    answer = fill_in(
        client, address(draft, "signatures"), **signature(0, organisation="", person="Maria Puig")
    )

    assert errors(answer) == ["Signatura 1, Entitat que signa: Cal dir per qui signa: una entitat o un text."]


def test_the_term_says_what_follows_without_saving(client, draft, time_machine):
    time_machine.move_to(date(2026, 3, 1))
    fields = form_of(client.get(address(draft, "vigencia")))

    answer = send(
        client,
        address(draft, "vigencia"),
        fields,
        button="_look",
        in_force_from="2024-01-01",
        in_force_until="2027-12-31",
        notice_months="3",
    )

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "És vigent fins al 31 de desembre del 2027." in text
    assert "30 de setembre del 2027" in text
    assert document(draft)["in_force_from"] is None


@pytest.mark.parametrize(
    ("facts", "public", "remark"),
    [
        ({"in_force_from": "2020-01-01", "in_force_until": "2024-01-01"}, False, "Dura més de quatre anys"),
        ({"in_force_from": "2020-01-01", "in_force_until": "2023-12-31"}, False, ""),
        (
            {"in_force_until": "2023-12-31", "extension_until": "2028-01-01"},
            False,
            "Les pròrrogues sumen més",
        ),
        ({"in_force_until": "2023-12-31", "extension_until": "2027-12-31"}, False, ""),
        ({"in_force_from": "2020-01-01", "signed_on": "2020-03-01"}, False, "Té efectes des d’abans"),
        ({"renewal": "tacit"}, True, "Es renova tàcitament"),
        ({"renewal": "tacit"}, False, ""),
    ],
)
def test_what_is_unusual_in_a_term_is_remarked(facts, public, remark):
    remarks = term_remarks(facts, has_public_party=public)

    assert [one.startswith(remark) for one in remarks] == ([True] if remark else [])


def test_an_unusual_term_is_saved_all_the_same(client, draft):
    typed = {"in_force_from": "2010", "in_force_until": "2040", "renewal": "tacit"}

    assert fill_in(client, address(draft, "vigencia"), **typed).status_code == 302
    assert document(draft)["in_force_until"] == "2040"


def test_an_end_before_the_start_is_refused_at_the_end(client, draft):
    answer = fill_in(client, address(draft, "vigencia"), in_force_from="2020", in_force_until="2019")

    assert errors(answer) == ["Vigent fins a: El final de la vigència no pot ser anterior a l’inici."]


def test_parts_keep_their_keys_when_their_words_change(client, draft):
    fill_in(client, address(draft, "text"), **{"parts-1-label": "Segona bis", "parts-1-text": "Durada nova."})

    assert [(part["key"], part["label"], part["text"]) for part in document(draft)["parts"]] == [
        ("primera", "primera", "Objecte."),
        ("segona", "Segona bis", "Durada nova."),
    ]


def test_a_pasted_text_is_split_and_shown_before_it_is_saved(client, draft):
    url = address(draft, "text")
    whole = "CLÀUSULES\nTercera. Finançament\nCada part paga el seu.\nQuarta. Seguiment\nUna comissió."

    answer = send(client, url, form_of(client.get(url)), button="_split", whole=whole)

    assert answer.status_code == 200
    fields = form_of(answer)
    assert fields["parts-total"] == ["4"]
    assert (fields["parts-2-label"], fields["parts-2-heading"]) == (["Tercera"], ["Finançament"])
    assert Part.objects.filter(agreement=draft).count() == 2

    assert send(client, url, fields).status_code == 302
    assert [part["key"] for part in document(draft)["parts"]] == ["primera", "segona", "tercera", "quarta"]


def test_the_split_of_a_pasted_text_is_undone_and_the_text_is_whole_again(client, draft):
    url = address(draft, "text")
    whole = "Tercera. Finançament\nCada part paga el seu.\nQuarta. Seguiment\nUna comissió."
    split = send(client, url, form_of(client.get(url)), button="_split", whole=whole)

    undone = send(client, url, form_of(split), button="_unsplit")

    fields = form_of(undone)
    assert fields["parts-total"] == ["2"]
    assert fields["whole"] == [whole]
    assert "_unsplit" not in undone.content.decode()
    assert Part.objects.filter(agreement=draft).count() == 2


def test_the_title_above_the_parties_is_no_part_and_the_page_says_so(client, draft):
    url = address(draft, "text")
    whole = "CONVENI DE PROVA\nVic, 3 de març\nREUNITS\nD’una part, l’hospital.\nCLÀUSULES\nPrimera. Objecte\nFer."

    answer = send(client, url, form_of(client.get(url)), button="_split", whole=whole)

    fields = form_of(answer)
    assert [fields[f"parts-{n}-section"] for n in (2, 3)] == [["parties"], ["clauses"]]
    assert fields["parts-total"] == ["4"]
    assert "«CONVENI DE PROVA Vic, 3 de març»" in answer.content.decode()


def test_commitments_take_a_comma_and_need_money_or_kind(client, draft):
    typed = {
        "commitments-total": "1",
        "commitments-0-organisation": "Hospital del Pla",
        "commitments-0-year": "2024",
    }
    assert errors(fill_in(client, address(draft, "compromisos"), **typed)) == [
        "Compromís 1, Import, en euros: Cal un import o una aportació en espècie."
    ]

    fill_in(client, address(draft, "compromisos"), **typed | {"commitments-0-amount": "12500,50"})
    (found,) = document(draft)["commitments"]
    assert (found["year"], found["amount"]) == (2024, 12500.5)
    fields = form_of(client.get(address(draft, "compromisos")))
    assert fields["commitments-0-organisation_offered"] == [found["organisation"]["code"]]
    review = client.get(address(draft, "revisio")).content.decode()
    assert "Hospital del Pla – 2024, 12.500,50\xa0€" in review

    fields = form_of(client.get(address(draft, "compromisos")))
    assert fields["commitments-0-amount"] == ["12.500,50"]
    assert send(client, address(draft, "compromisos"), fields).status_code == 302
    assert Record.objects.get(pk=draft.pk).version == 2


def test_a_relation_with_what_cannot_be_read_is_refused_as_if_it_did_not_exist(client, draft):
    other = make_agreement(make_alliance(published=False), registered=False)
    sentences = [
        errors(
            fill_in(
                client, address(draft, "relacions"), **{"relations-total": "1", "relations-0-agreement": code}
            )
        )
        for code in (other.record.code, "OAE-C-9999")
    ]

    assert [text.replace(other.record.code, "…") for text in sentences[0]] == [
        text.replace("OAE-C-9999", "…") for text in sentences[1]
    ]


def test_an_addendum_changes_chosen_parts_with_their_text_beside(client, addendum):
    page = client.get(address(addendum, "canvis"))
    fields = form_of(page) | {"changes-total": "1", "changes-0-op": "replace", "changes-0-target": "segona"}

    shown = send(client, address(addendum, "canvis"), fields, button="unused", _add="changes")
    assert "Durada." in shown.content.decode()

    answer = send(client, address(addendum, "canvis"), fields)
    assert errors(answer) == ["Canvi 1, Text nou: Cal el text nou de la part."]

    answer = send(client, address(addendum, "canvis"), fields, **{"changes-0-text": " Durada.\n"})
    assert errors(answer) == [
        "Canvi 1, Text nou: El text és el mateix que ara: escriviu com queda la part amb l’addenda."
    ]

    send(client, address(addendum, "canvis"), fields, **{"changes-0-text": "Cinc anys."})
    (change,) = document(addendum)["changes"]
    assert (change["op"], change["target"], change["text"]) == ("replace", "segona", "Cinc anys.")


def test_a_part_may_change_its_heading_alone(client, addendum):
    typed = {"target": "segona", "op": "replace", "heading": "Durada i pròrroga", "text": "Durada."}
    typed = {"changes-total": "1"} | {f"changes-0-{name}": value for name, value in typed.items()}

    assert fill_in(client, address(addendum, "canvis"), **typed).status_code == 302


def bring(client, addendum, **typed):
    url = address(addendum, "canvis")
    fields = form_of(client.get(url)) | {"changes-total": "1", "changes-0-op": "replace"}
    answer = send(
        client,
        url,
        fields,
        button="unused",
        _bring="changes-0",
        **{f"changes-0-{name}": value for name, value in typed.items()},
    )
    assert answer.status_code == 200
    return form_of(answer)["changes-0-text"]


def test_a_part_that_is_replaced_brings_the_text_it_has(client, addendum):
    assert bring(client, addendum, target="segona", text="") == ["Durada."]
    assert bring(client, addendum, target="segona", text="Objecte.") == [
        "Durada."
    ]  # of another part, untouched
    assert bring(client, addendum, target="segona", op="delete", text="Durada.") == [""]
    assert bring(client, addendum, target="", text="") == [""]


def test_the_text_a_part_has_is_the_one_its_addenda_left(client, draft, addendum, hospital):
    spine = {"origin": "documented", "owner": hospital}
    facts = {"kind": "addendum", "addendum_kind": "amendment", "amends": draft, "signed_on": "2021"}
    other = make_agreement(draft.alliance, "Una altra", registered=True, record=spine, **facts)
    other.changes.create(op="replace", target="segona", text="Sis anys.", position=0)

    assert bring(client, addendum, target="segona", text="") == ["Sis anys."]


def test_what_was_typed_of_a_part_is_never_written_over(client, addendum):
    assert bring(client, addendum, target="segona", text="Cinc anys.") == ["Cinc anys."]
    assert addendum.changes.count() == 0


@pytest.mark.parametrize("place", ["changes-²", "changes-7", "altres-0", "9" * 5000])
def test_a_button_that_is_about_no_change_brings_nothing(client, addendum, place):
    answer = fill_in(client, address(addendum, "canvis"), button="unused", _bring=place)

    assert answer.status_code == 302
    assert addendum.changes.count() == 0


def test_only_parts_of_the_agreement_can_be_chosen(client, addendum):
    typed = {"changes-total": "1", "changes-0-op": "delete", "changes-0-target": "vuitena"}

    assert "Part del conveni" in errors(fill_in(client, address(addendum, "canvis"), **typed))[0]


def test_an_editor_is_told_who_registers_and_an_admin_does_it(client, draft, hospital):
    client.force_login(make_user(organisation=hospital, membership="editor"))
    page = client.get(address(draft, "revisio")).content.decode()
    assert "El pot registrar qui administra" in page
    assert client.post(f"{address(draft)}accions/register/").status_code == 403

    client.force_login(make_user(organisation=hospital, membership="admin"))
    assert "El pot registrar qui administra" not in client.get(address(draft, "revisio")).content.decode()
    assert client.post(f"{address(draft)}accions/register/").status_code == 302
    assert Record.objects.get(pk=draft.pk).state == "published"


def test_an_edit_of_a_registered_agreement_waits_to_be_registered_again(client, draft):
    client.post(f"{address(draft)}accions/register/")
    assert "És un conveni registrat" in client.get(address(draft, "text")).content.decode()

    fill_in(client, address(draft, "dades"), title="Conveni marc, corregit")

    record = Record.objects.get(pk=draft.pk)
    assert record.state == "draft"
    assert "corregit" not in client.get(f"/convenis/{record.code}/").content.decode()
    assert "corregit" in client.get(f"/convenis/{record.code}/?version=draft").content.decode()


def test_another_day_of_a_draft_is_still_the_draft(client, draft):
    page = client.get(f"/convenis/{draft.record.code}/?version=draft").content.decode()

    assert '<input type="hidden" name="version" value="draft">' in page


def test_a_day_without_signatures_is_taken_and_a_signature_replaces_it(client, draft):
    url = address(draft, "signatures")
    fill_in(client, url, signed_on="2021")
    assert document(draft)["signed_on"] == "2021"

    fill_in(client, url, **signature(0, organisation="Hospital del Pla", signed_on="2021-06-15"))
    assert document(draft)["signed_on"] == "2021-06-15"

    fill_in(client, url, **{"signatures-0-signed_on": "2021-07-01"})
    assert document(draft)["signed_on"] == "2021-07-01"

"""The forms of an experience in a browser: on a small screen, without a mistake that axe can see."""

import pytest
from django.conf import settings
from django.test import Client

from experiences.models import Lesson
from tests.browser.states import assert_clean
from tests.making import make_evidence, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db  # nothing is written in its transaction: the server would not see it


@pytest.fixture(scope="module")
def desk(catalogue, site):
    """The address of a draft and the cookie of its editor."""
    hospital = make_organisation("Hospital Comarcal del Pla i de les Valls")
    editor = make_user("editora.pla@exemple.cat", organisation=hospital)
    draft = make_experience(
        "Un sol equip de radiologia per a dos hospitals comarcals",
        owner=hospital,
        organisations=[hospital],
        published=False,
        summary="Dos hospitals van unir les guàrdies.",
    )
    draft.results.create(
        indicator="Dies d’espera per a una ressonància", value="12.5", baseline="45", unit="dies"
    )
    make_evidence(draft, Lesson.objects.first(), "contradicts", quote="Ens va triar ell.")
    client = Client()
    client.force_login(editor)
    return {
        "room": f"/tauler/{hospital.slug}/experiencies/",
        "code": draft.record.code,
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


@pytest.fixture
def open_desk(open_page, desk):
    def open_desk(path, *, width=320):
        return open_page(desk["room"] + path, session=desk["session"], width=width)

    return open_desk


def test_an_alliance_is_offered_while_typing(open_desk, desk):
    page = open_desk(f"{desk['code']}/historia/", width=1280)

    with page.expect_response("**/experiencies/suggeriments/aliances/**"):
        page.get_by_label("Aliança", exact=True).press_sequentially("clinic plato")
    option = page.locator("datalist option").first
    option.wait_for(state="attached")

    assert "(OAE-A-" in option.get_attribute("value")
    assert_clean(page)

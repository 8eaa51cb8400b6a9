"""Pages on paper: what is read goes, what is pressed stays behind, and the sheet says where it comes from."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from observatori.publishing.models import SearchEntry

pytestmark = pytest.mark.django_db  # only reads: the rows of the catalogue stand outside its transaction
A4 = (595, 842)  # points
MARGIN = 56  # points: the 20 mm of the foot, where the number of the sheet stands
PATHS = {
    "home": lambda: "/",
    "guide": lambda: "/aprenentatges/",
    "alliance": lambda: SearchEntry.objects.get(type="alliance", is_example=True).url,
    "agreement": lambda: (
        SearchEntry.objects.get(type="agreement", is_example=True, card__kind="framework").url
    ),
    "experience": lambda: SearchEntry.objects.filter(type="experience", is_example=True).first().url,
    "lesson": lambda: SearchEntry.objects.filter(type="lesson").first().url,
}
PRESSED = (".menu, .filters, .date-form, .contents, .site-footer, .breadcrumbs, .part .more, button",)


@pytest.mark.parametrize("name", PATHS)
def test_a_page_on_paper_says_where_and_when_it_was_read(open_page, name):
    page = open_page(PATHS[name](), width=320)  # the width of the window must not matter

    page.emulate_media(media="print")
    shown = page.locator(*PRESSED).evaluate_all("all => all.filter((one) => one.checkVisibility()).length")
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert shown == 0
    assert {tuple(round(side) for side in sheet.mediabox[2:]) for sheet in sheets} == {A4}
    foot = "".join(sheets[-1].extract_text().split())
    assert "Consultat" in foot
    assert "".join(page.url.split()) in foot
    assert f"{len(sheets)}/{len(sheets)}" in foot


def test_an_agreement_on_paper_has_its_whole_text_and_its_state(open_page):
    page = open_page(PATHS["agreement"](), width=320)

    page.emulate_media(media="print")

    page.wait_for_function(  # what is far down is laid out a moment later
        "[...document.querySelectorAll('.fold .part-text')]"
        ".every((one) => one.checkVisibility({contentVisibilityAuto: true}))"
    )
    assert page.locator(".page-header .badge").first.is_visible()
    assert page.locator(".day").first.is_visible()


def test_what_folds_on_a_screen_is_whole_on_paper(open_page):
    page = open_page(PATHS["alliance"](), width=320)
    page.emulate_media(media="print")

    hidden = page.locator("main details > :not(summary)").evaluate_all(
        "all => all.filter((one) => !one.checkVisibility({contentVisibilityAuto: true})).map((one) => one.outerHTML)"
    )

    assert page.locator("main details").count() > 10
    assert hidden == []


def lowest(sheet) -> float:
    """Return how far from the foot of a sheet its last line stands, in points; the margin does not count."""
    found = []

    def keep(text, matrix, text_matrix, *_font):
        if text.strip():
            found.append(text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5])

    sheet.extract_text(visitor_text=keep)
    return min(height for height in found if height > MARGIN)


@pytest.mark.parametrize("name", PATHS)
def test_no_sheet_stays_half_empty_but_the_last(open_page, name):
    page = open_page(PATHS[name]())
    page.emulate_media(media="print")

    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert [round(lowest(sheet)) for sheet in sheets[:-1] if lowest(sheet) > A4[1] / 3] == []

"""Every page of the list, with all that folds open: axe-core finds nothing, and it fits a window of 320 px.

Each page is looked at as one of its readers in one combination of language, width and scheme, always the same: a suite
that fails on a day when nobody changed anything tells nothing. `make drill` looks at all of them.
"""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.addresses import PAGES, READERS, REFUSED
from tests.browser.visiting import Visitor, a_reader_of, combination_of, findings

pytestmark = pytest.mark.django_db  # only reads: the rows of the sample stand outside its transaction
LIST = [*PAGES, *REFUSED]


@pytest.fixture(scope="module")
def catalogue(sample):
    """The live server serves the sample."""
    return sample


@pytest.fixture(scope="module")
def visitors(browser, site, catalogue):
    found = {reader: Visitor(browser, site, catalogue, reader) for reader in READERS}
    yield found
    for visitor in found.values():
        visitor.context.close()


@pytest.mark.parametrize("page", LIST, ids=str)
def test_a_page_is_clean_and_fits_a_small_screen(visitors, page):
    reader = a_reader_of(page)
    visitor = visitors[reader]
    language, width, scheme = combination_of(f"{reader} {page}")
    seen = f"{reader}: {page} en {language}, {width} px, {scheme}"
    visitor.looks(width, scheme)

    visitor.opens(page, language)
    visitor.unfolds()

    assert findings(visitor.page)["violations"] == [], seen
    assert visitor.narrows() == "", seen
    assert [one for one in visitor.complaints if f" {page.status} " not in one] == [], seen


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_an_error_page_is_clean_and_fits_a_small_screen(visitors, status):
    visitor = visitors["anonymous"]
    language, width, scheme = combination_of(str(status))
    seen = f"{status} en {language}, {width} px, {scheme}"
    visitor.looks(width, scheme)
    with translation.override(language):
        body = render_to_string(f"{status}.html")

    visitor.page.route("**/falla/", lambda route: route.fulfill(body=body, content_type="text/html"))
    visitor.page.goto("/falla/")

    assert visitor.page.locator("h1").count() == 1
    assert findings(visitor.page)["violations"] == [], seen
    assert visitor.narrows() == "", seen

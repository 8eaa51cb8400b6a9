"""The subscription form and a digest as people see them."""

import pytest

from tests.browser.conftest import scrolls_sideways, violations

pytestmark = pytest.mark.django_db  # only reads: the rows of the catalogue stand outside its transaction


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path", ["/subscripcions/?type=alliance&q=ter", "/en/subscripcions/rebuda/", "/aliances/"]
)
def test_pages_are_accessible_and_fit(open_page, path, width):
    page = open_page(path, width=width)

    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_the_subscription_follows_the_filters_that_are_changed_in_place(open_page):
    page = open_page("/aliances/")
    page.locator("summary", has_text="Forma").click()
    page.locator("input[name=form]").first.check()
    page.wait_for_url("**/aliances/?**form=**")
    page.locator(".subscribe a[href*='form=']").first.wait_for()

    assert "type=alliance" in page.locator(".subscribe a").first.get_attribute("href")

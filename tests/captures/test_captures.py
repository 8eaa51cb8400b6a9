"""Pictures of the pages people know the product by, for the README and for whoever looks after its face.

`make captures` writes them to `docs/captures/`: each page on a desk in light and in dark, on a telephone of 320 px, and
as it prints. They are cut at a height, because the whole of a long record says nothing in a picture.
"""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageOps

from tests.addresses import ROOM, STAFF, Page

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR, "docs", "captures")
COLOURS = 96  # a palette of this many keeps text crisp, and a picture under about 150 KB
A4, MARGIN = (794, 1123), 68  # CSS pixels: 210 × 297 mm at 96 to the inch, and the 18 mm of print.css
FORMS = {
    "clar": {"size": (1280, 1600), "color_scheme": "light", "media": "screen"},
    "fosc": {"size": (1280, 1600), "color_scheme": "dark", "media": "screen"},
    "mobil": {"size": (320, 1400), "color_scheme": "light", "media": "screen"},
    "paper": {"size": (A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN), "color_scheme": "light", "media": "print"},
}
READER, EDITOR, CURATOR = ("anonymous",), ("editor",), ("curator",)
DRAFT = {"organisation": "room", "code": "alliance_draft"}
PAGES = {
    "inici": Page("", READER),
    "aliances": Page("aliances/", READER),
    "alianca": Page("aliances/<slug:slug>/", READER, {"slug": "model_alliance"}),
    "conveni": Page("convenis/<slug:code>/", READER, {"code": "model_agreement"}),
    "entitat": Page("entitats/<slug:slug>/", READER, {"slug": "real_organisation"}),
    "experiencies": Page("experiencies/", READER),
    "experiencia": Page("experiencies/<slug:slug>/", READER, {"slug": "real_experience"}),
    "guia": Page("aprenentatges/", READER),
    "aprenentatge": Page("aprenentatges/<slug:slug>/", READER, {"slug": "lesson"}),
    "cerca": Page("cerca/", READER, query="?q=laboratori"),
    "ajuda": Page("ajuda/", READER),
    "tauler": Page(ROOM, EDITOR, {"organisation": "room"}),
    "formulari": Page(f"{ROOM}aliances/<slug:code>/<slug:step>/", EDITOR, DRAFT | {"step": "=socis"}),
    "cua": Page(STAFF, CURATOR),
    "revisio": Page("curadoria/<slug:code>/", CURATOR, {"code": "alliance_in_review"}),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PAGES)
def test_capture(visitors, name, form):
    page, look = PAGES[name], FORMS[form]
    width, height = look["size"]
    visitor = visitors[page.readers[0]]
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.page.emulate_media(color_scheme=look["color_scheme"], media=look["media"])
    visitor.opens(page, "ca")
    visitor.page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO(visitor.page.screenshot())).convert("RGB")
    assert picture.size == (width, height)
    if look["media"] == "print":
        picture = ImageOps.expand(picture, border=MARGIN, fill="white")
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}-{form}.png", optimize=True)

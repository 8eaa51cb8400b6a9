"""What a chart says to who does not see it, read from its HTML."""

import re
from html.parser import HTMLParser


class Drawn(HTMLParser):
    """Tiles of a map as {name: (count, address)}, and the list beside it in the same form; texts of any SVG."""

    def __init__(self):
        super().__init__()
        self.tiles, self.rows, self.links_in_svg = {}, {}, []
        self.svg_words, self.words, self.shapes = [], [], []
        self._in_svg, self._address, self._text = 0, "", []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "svg":
            self._in_svg += 1
        if tag in ("rect", "circle", "path", "line"):
            self.shapes.append((given.get("class", ""), given))
        if tag == "a":
            self._address = given["href"]
            if self._in_svg:
                self.links_in_svg.append(self._address)
        if tag == "g" and "aria-label" in given and self._in_svg:
            self._keep(self.tiles, given["aria-label"])
        if tag in ("li", "title"):
            self._text = []
            self._address = "" if tag == "li" else self._address

    def handle_endtag(self, tag):
        if tag == "svg":
            self._in_svg -= 1
        if tag == "title":
            self._keep(self.tiles, "".join(self._text))
            self._address = ""
        if tag == "li":
            self._keep(self.rows, re.sub(r"\s+(\d+)$", r": \1", " ".join("".join(self._text).split())))

    def handle_data(self, data):
        self._text.append(data)
        if data.strip():
            (self.svg_words if self._in_svg else self.words).append(data.strip())

    def _keep(self, where, words):
        name, _, count = words.rpartition(": ")
        where[name] = (count, self._address)


def drawn(page: str) -> Drawn:
    found = Drawn()
    found.feed(page)
    return found

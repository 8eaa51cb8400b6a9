"""The main job on the platform as people run it: four people in four browsers, real worker, real mail.

`manage.py run` on a copy of the project (web server, Celery worker and beat, PostgreSQL) hands its mails to a real
SMTP server; nothing is called from here but pages and the API.
"""

import email
import io
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from email import policy
from pathlib import Path

import pikepdf
import pytest
from aiosmtpd.controller import Controller

from tests.browser.job import PASSWORD, Person, link_in
from tests.ports import free_port
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
NOT_CLONED = shutil.ignore_patterns(
    ".git", ".venv", "var", "tests", "__pycache__", "*.mo", ".*_cache", ".hypothesis"
)
OURS = re.compile(r"DJANGO_|OBSERVATORI_|DATABASE_|REDIS_|PORT$")
PARTIES = ("Cures Riera Alta", "Consorci Hospitalari de Vilaserena", "Mutualitat Nova de la Plana")
DEMO_PASSWORD = "la de les proves de sempre"


class Mailbox:
    """A real SMTP server that keeps what it is given."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(
            (envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=policy.default))
        )
        return "250 OK"

    def letter_to(self, address: str, words: str = "", seconds: int = PATIENCE):
        """Wait for a letter to an address with these words in its subject: the last one, where there are more."""

        def found():
            taken = reversed(self.letters)
            return [letter for to, letter in taken if address in to and words in letter["Subject"]]

        letters = until(found, seconds)
        subjects = [(to, letter["Subject"]) for to, letter in self.letters]
        assert letters, f"{address} no ha rebut «{words}»: {subjects}"
        return letters[0]


@pytest.fixture(scope="module")
def mailbox():
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.port = server.port
    yield box
    server.stop()


@pytest.fixture(scope="module")
def platform(tmp_path_factory, mailbox):
    """The address of the platform, started in a copy of the project and stopped in order."""
    folder = tmp_path_factory.mktemp("job") / "projecte"
    shutil.copytree(ROOT, folder, ignore=NOT_CLONED)
    environment = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    environment |= {"DEMO_PASSWORD": DEMO_PASSWORD, "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"}
    port = free_port()
    environment["PORT"] = str(port)
    with subprocess.Popen(
        [sys.executable, "manage.py", "run", "--port", str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as program:
        said = []
        for line in program.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        else:
            raise AssertionError("".join(said))
        yield f"http://127.0.0.1:{port}"
        program.terminate()
        program.communicate(timeout=PATIENCE)


def pdf():
    """The bytes of a small real PDF."""
    document = pikepdf.new()
    document.add_blank_page()
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def read(address):
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return json.load(answer)


def test_from_a_new_organisation_to_a_digest(browser, platform, mailbox):
    ada, curator, visitor, lector = (Person(browser, platform) for _ in range(4))

    # Ada opens an account and registers her organisation.
    ada.goes("/compte/alta/")
    ada.fills(name="Ada Prova", email="ada@riera.example", password1=PASSWORD)
    ada.presses("Crea el compte")
    ada.page.goto(link_in(mailbox.letter_to("ada@riera.example"), "/compte/confirmacio/"))
    ada.presses("Confirma l’adreça")
    ada.goes("/compte/entitat/nova/")
    ada.fills(name="Cures Riera Alta")
    ada.presses("Registra l’entitat")

    # A visitor subscribes to everything that speaks of the three valleys.
    visitor.goes("/subscripcions/?q=tres+valls")
    visitor.page.get_by_label("de seguida").check()
    visitor.fills(email="visitant@public.example")
    visitor.presses("Subscriu-m’hi")
    visitor.page.goto(link_in(mailbox.letter_to("visitant@public.example"), "/subscripcions/"))
    visitor.page.locator("main form button").first.click()

    # Ada registers the alliance with a partner that exists and one that does not.
    ada.goes("/tauler/")
    ada.follows("Registra una aliança")
    ada.fills(name="Aliança de les Tres Valls", why_together="Tenir guàrdia de pediatria cada nit.")
    ada.presses("Desa i continua")
    box = ada.page.locator("[name=partners-1-organisation]")
    box.press_sequentially("consorsi hospitalari vilaserena")
    ada.page.locator("[aria-busy=false] [data-name='Consorci Hospitalari de Vilaserena']").click()
    ada.page.get_by_role("button", name="Afegeix un soci").click()
    ada.page.locator("[name=partners-2-organisation]").fill("Mutualitat Nova de la Plana")
    ada.presses("Desa i continua")
    ada.page.get_by_label("És una entitat nova").check()
    ada.presses("Desa i continua")
    workspace, alliance = re.search(r"/tauler/([\w-]+)/aliances/(OAE-A-\d+)/", ada.page.url).groups()
    tasks = f"/tauler/{workspace}/aliances/{alliance}/"

    # An agreement with its signatures, term, text and a PDF; it is registered, and so is an addendum.
    ada.goes(f"{tasks}convenis/nou/")
    ada.fills(title="Conveni marc de les Tres Valls", kind="framework")
    ada.presses("Desa i continua")
    agreement = re.search(r"/convenis/(OAE-C-\d+)/", ada.page.url).group(1)
    desk = f"/tauler/{workspace}/convenis/{agreement}/"
    sign(ada, desk, "2026-03-01")
    ada.goes(f"{desk}vigencia/")
    ada.fills(in_force_from="2026-03-01", in_force_until="2030-02-28")
    ada.presses("Desa")
    ada.goes(f"{desk}text/")
    add_row(ada, "Afegeix una part", "parts-0-label")
    ada.fills(
        parts_0_section="clauses",
        parts_0_label="Primera",
        parts_0_heading="Objecte",
        parts_0_text="Guàrdia compartida.",
    )
    ada.presses("Desa")
    ada.goes(f"/tauler/{workspace}/documents/{agreement}/")
    ada.fills(title="Conveni signat", kind="signed_original", visibility="partners")
    ada.page.locator("[name=file]").set_input_files(
        {"name": "conveni.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    ada.presses("Puja el document")
    ada.reads("Conveni signat")
    register(ada, desk)
    ada.goes(f"{desk}addenda/")
    ada.fills(title="Addenda primera", addendum_kind="amendment", effective_on="2026-06-01")
    ada.presses("Desa i continua")
    addendum = re.search(r"/convenis/(OAE-C-\d+)/", ada.page.url).group(1)
    ada.goes(f"/tauler/{workspace}/convenis/{addendum}/canvis/")
    add_row(ada, "Afegeix un canvi", "changes-0-op")
    ada.fills(
        changes_0_op="replace", changes_0_target="primera", changes_0_text="Guàrdia i trasllats compartits."
    )
    ada.presses("Desa")
    sign(ada, f"/tauler/{workspace}/convenis/{addendum}/", "2026-05-20")
    register(ada, f"/tauler/{workspace}/convenis/{addendum}/")

    # It lacks a summary: it cannot be submitted, and then it can.
    ada.goes(tasks)
    ada.presses("Tramet a l’Observatori")
    ada.reads("Cal un resum de l’aliança.")
    ada.goes(f"{tasks}identitat/")
    ada.fills(summary="Tres entitats comparteixen la guàrdia.")
    ada.presses("Desa")
    ada.presses("Tramet a l’Observatori")

    # Nobody outside has heard of it.
    lector.goes("/cerca/?q=tres+valls")
    assert alliance not in lector.page.content()
    assert lector.page.goto("/aliances/alianca-de-les-tres-valls/").status == 404

    # The curator asks for a change at the summary, and Ada makes it.
    curator.logs_in("curadora@exemple.cat", DEMO_PASSWORD)
    curator.goes("/curadoria/")
    curator.page.locator(f"[data-code='{alliance}'] a").first.click()
    curator.presses("Comença la revisió")
    curator.goes(f"/curadoria/{alliance}/")
    open_comment(curator, "summary", "Digueu quines són les tres entitats.")
    curator.presses("Demana els canvis")
    mailbox.letter_to("ada@riera.example", "canvis")
    ada.goes(f"{tasks}identitat/")
    ada.reads("Digueu quines són les tres entitats.")
    ada.fills(summary="Cures Riera Alta, el Consorci de Vilaserena i la Mutualitat comparteixen la guàrdia.")
    ada.presses("Desa")
    ada.presses("Tramet a l’Observatori")

    # It is published, found, and read through the API.
    curator.goes(f"/curadoria/{alliance}/")
    curator.presses("Comença la revisió")
    curator.goes(f"/curadoria/{alliance}/")
    curator.presses("Publica")
    mailbox.letter_to("ada@riera.example", "publica")
    lector.goes("/cerca/?q=tres+valls")
    lector.page.locator(f"[data-code='{alliance}'] a").first.click()
    lector.reads("comparteixen la guàrdia")
    document = read(f"{platform}/api/v1/alliances/{alliance}/")
    assert [found["code"] for found in document["agreements"]] == [agreement]
    assert len(document["partners"]) == 3
    text = read(f"{platform}/api/v1/agreements/{agreement}/text/?at=2026-07-01")
    assert [part["text"] for part in text["parts"]] == ["Guàrdia i trasllats compartits."]
    signed = read(f"{platform}/api/v1/agreements/{agreement}/?at=2026-07-01")
    assert (signed["state"], signed["ends_on"]) == ("in_force", "2030-02-28")
    assert signed["documents"] == []  # the signed original never leaves the parties

    # The visitor hears of it once, and leaves with one click, without a page.
    letter = mailbox.letter_to("visitant@public.example", "Tres Valls", seconds=2 * PATIENCE)
    assert "Aliança de les Tres Valls" in letter.get_body(("plain",)).get_content()
    leave = letter["List-Unsubscribe"].strip("<>")
    request = urllib.request.Request(leave, data=b"List-Unsubscribe=One-Click", method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        assert answer.status == 200
    visitor.page.goto(link_in(letter, "/subscripcions/"))
    visitor.reads("s’ha acabat")

    complaints = [found for person in (ada, curator, visitor, lector) for found in person.complaints]
    assert [found for found in complaints if "422" not in found and "404" not in found] == []


def sign(person, desk, day):
    """Every party signs: with one signature missing the agreement would wait for it."""
    person.goes(f"{desk}signatures/")
    for place, party in enumerate(PARTIES):
        add_row(person, "Afegeix una signatura", f"signatures-{place}-organisation_offered")
        person.fills(
            **{f"signatures_{place}_organisation_offered": party, f"signatures_{place}_signed_on": day}
        )
    person.presses("Desa")


def add_row(person, words, field):
    """Press the button until the row is there: some forms begin with one, some without."""
    if not person.page.locator(f"[name='{field}']").count():
        person.page.get_by_role("button", name=words).click()
        person.page.locator(f"[name='{field}']").wait_for()


def register(person, desk):
    person.goes(desk)
    person.presses("Registra")


def open_comment(person, field, words):
    box = person.page.locator(f"[name='comment-{field}']")
    box.evaluate(
        "box => { for (let e = box; e; e = e.parentElement) if (e.tagName == 'DETAILS') e.open = true }"
    )
    box.fill(words)

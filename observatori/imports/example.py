"""The model case: one fictional alliance, complete in every part and plainly labelled as an example."""

from datetime import date
from functools import partial

from django.db import transaction

from alliances.completeness.marks import markable_parts, write_marks
from alliances.models import Agreement, Alliance
from alliances.readings import public_readings
from observatori.imports.agreements import write_agreement
from observatori.imports.alliances import write_alliance
from observatori.imports.experiences import write_experience
from observatori.imports.ledger import Ledger
from observatori.imports.organisations import write_organisation
from observatori.imports.references import References
from observatori.imports.report import Place, Report
from observatori.imports.sources import read_data
from observatori.publishing.models import Origin

FILE = "example.json"


@transaction.atomic
def load_example(report: Report) -> None:
    """Create or update the model case and publish it all, or refuse it whole in the report.

    Vocabularies and lessons must be there already: it names them.
    """
    with report.row(Place(FILE)):
        _Load(Ledger.open("example", report), References()).everything(read_data(FILE))


class _Load:
    def __init__(self, ledger, references):
        self.ledger, self.references = ledger, references
        self.codes = {}  # of the agreements, by the file’s keys

    def everything(self, data):
        for facts in data["organisations"]:
            self._organisation(facts)
        record = self._settle("alliance", data["alliance"], write_alliance)
        write = partial(write_agreement, alliance=Alliance.objects.get(record=record))
        for facts in (*data["agreements"], *data["addenda"]):
            named = self._with_codes({"owner": data["alliance"]["owner"], **facts})
            self.codes[facts["key"]] = self._settle("agreement", named, write).code
        for facts in data["completeness"]:
            self._mark(**facts)
        for facts in data["experiences"]:
            self._settle("experience", facts, write_experience)

    def _organisation(self, facts):
        facts = facts | {"is_example": True}
        write = partial(write_organisation, facts, self.references)
        self.references.add(self.ledger.settle(f"organisation:{facts['slug']}", facts, write, self._remark))

    def _mark(self, agreement, on, marks):
        """Answer the contents of the semàfor as somebody who read the text `on` a day; never over what people did."""
        found = Agreement.objects.select_related("record__published_revision")
        found = found.get(record__code=self.codes[agreement])
        answered = set(found.completeness_marks.values_list("item", flat=True))
        at = date.fromisoformat(on)
        (reading,) = public_readings([found], at)
        new = {item: facts for item, facts in marks.items() if item not in answered}
        write_marks(agreement=found, marks=new, parts=markable_parts(reading), at=at)

    def _settle(self, kind, facts, write):
        spine = {
            "origin": Origin.REGISTERED,
            "is_example": True,
            "visibility": facts.get("visibility", "public"),
            "owner": self.references.organisation(facts["owner"]),
        }
        key = f"{kind}:{facts.get('slug') or facts['key']}"
        return self.ledger.settle(
            key, facts, lambda record: write(facts, self.references, spine, record=record), self._remark
        )

    def _with_codes(self, facts):
        relations = [
            found | {"agreement": self.codes[found["agreement"]]} for found in facts.get("relations", [])
        ]
        return facts | {"amends": self.codes.get(facts.get("amends")), "relations": relations}

    def _remark(self, code, **values):
        self.ledger.report.remark(Place(FILE), code, **values)

"""The form where an experience says what it teaches: of the published lessons, and in its own words."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experiences.models import Axis, Lesson, LessonKind, Stance
from observatori.formats.phrases import capitalised, typographic
from observatori.publishing.form_rows import Rows
from observatori.publishing.forms import Choice, Lines, LongText
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm

KINDS = {
    LessonKind.RECOMMENDATION: gettext_lazy("Recomanacions"),
    LessonKind.CRITICAL_POINT: gettext_lazy("Punts crítics"),
}


class EvidenceRow(RowForm):
    """What the experience says of one lesson. A lesson it says nothing of is a blank row."""

    ignored = ("lesson",)

    lesson = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    stance = Choice(
        choices=Stance.choices,
        empty=gettext_lazy("No en diu res"),
        widget=forms.RadioSelect,
        label=gettext_lazy("Què en diu la vostra experiència"),
        help_text=gettext_lazy("Contradir-lo és tan útil com confirmar-lo."),
    )
    quote = LongText(
        rows=3,
        label=gettext_lazy("Amb quines paraules"),
        help_text=gettext_lazy(
            "Una frase vostra que es pugui citar. Per exemple: «Sense el conveni marc no hauríem passat "
            "del primer any»."
        ),
    )
    context = LongText(
        rows=2,
        label=gettext_lazy("En quines circumstàncies"),
        help_text=gettext_lazy(
            "Què cal saber per entendre-ho. Per exemple: «Dues entitats de mida molt diferent»."
        ),
    )

    def clean(self):
        if not self.cleaned_data.get("stance") and "stance" not in self.errors:
            self.add_error(
                "stance", _("Digueu si ho confirma, ho matisa o ho contradiu, o buideu-ne les paraules.")
            )

    @property
    def code(self) -> str:
        return self["lesson"].value() or ""


class LessonsForm(StepForm):
    """What others can learn of it. Every published lesson has a row, so that none has to be looked for."""

    recommendations = Lines(
        rows=5,
        label=gettext_lazy("Què recomaneu, amb les vostres paraules"),
        help_text=gettext_lazy("Una recomanació a cada línia. Per exemple: «Començar per un servei petit»."),
    )
    critical_points = Lines(
        rows=5,
        label=gettext_lazy("Punts crítics, amb les vostres paraules"),
        help_text=gettext_lazy("Un a cada línia. Per exemple: «Acordar qui paga abans de començar»."),
    )
    evidence = RowsOf(
        EvidenceRow,
        label=gettext_lazy("Què diu dels aprenentatges"),
        one=gettext_lazy("Aprenentatge"),
        add=gettext_lazy("Afegeix un aprenentatge"),
        help_text=gettext_lazy(
            "Obriu els que la vostra experiència confirma, matisa o contradiu, i deixeu els altres."
        ),
        template="experiences/edit/lessons.html",
    )

    def __init__(self, data=None, *, document, **facts):
        super().__init__(data, document=document, **facts)
        rows = self.rows["evidence"].forms
        self.lessons = lessons_by_code(row.code for row in rows)
        if data is None:
            self.rows["evidence"] = self._row_for_every_lesson(rows)
        for row in self.rows["evidence"].forms:
            lesson = self.lessons.get(row.code)
            row.title = typographic(lesson.text) if lesson else row.code
            row.language = lesson.text_language if lesson else "ca"

    def _row_for_every_lesson(self, rows):
        told = {row.code: row.initial for row in rows}
        initial = [told.get(code, {"lesson": code}) for code in self.lessons]
        return Rows("evidence", self.row_sets["evidence"], form=self, data=None, initial=initial)

    @classmethod
    def of(cls, document):
        return _in_order(super().of(document))

    def values(self):
        return _in_order(super().values())

    def words(self, name, value):
        if name == "evidence":
            return [self._told(row) for row in value or []]
        return super().words(name, value)

    def _told(self, row):
        lesson = self.lessons.get(row["lesson"])
        text = typographic(lesson.text) if lesson else row["lesson"]
        said = [f"{capitalised(str(Stance(row['stance']).label))}: {text}", row["quote"], row["context"]]
        return " · ".join(filter(None, said))

    @property
    def axes(self) -> list[dict]:
        """Return the rows as the page folds them: by axis and kind, each axis with how many say something."""
        groups: dict[tuple, list] = {}
        for row in self.rows["evidence"].shown:
            lesson = self.lessons.get(row["form"].code)
            place = (lesson.axis, lesson.kind) if lesson else ("", "")
            groups.setdefault(place, []).append(row | {"is_open": _speaks(row)})
        told = Counter(axis for (axis, _kind), rows in groups.items() for row in rows if row["is_open"])
        axes = [_axis(axis, groups, told[axis]) for axis in Axis]
        strays = groups.get(("", ""), [])
        return [axis for axis in axes if axis["groups"]] + ([_strays(strays)] if strays else [])


def lessons_by_code(codes: Iterable[str]) -> dict[str, Lesson]:
    """Return the published lessons and those of `codes`, in the order of the guide."""
    published = Q(pk__in=Lesson.objects.published().values("pk"))
    found = Lesson.objects.filter(published | Q(record__code__in=list(codes))).select_related("record")
    axes, kinds = list(Axis), list(KINDS)
    ordered = sorted(found, key=lambda one: (axes.index(one.axis), kinds.index(one.kind), one.number))
    return {lesson.record.code: lesson for lesson in ordered}


def _in_order(found: Mapping) -> dict:
    """The working copy keeps no order of its own for what is said of lessons: compare it in that of their codes."""
    return {**found, "evidence": sorted(found["evidence"], key=lambda row: row["lesson"])}


def _speaks(row):
    said = any(row["form"][name].value() for name in ("stance", "quote", "context"))
    return bool(said or row["form"].errors or row["comments"])


def _axis(axis, groups, told):
    titles = [(title, groups.get((axis, kind))) for kind, title in KINDS.items()]
    return {
        "title": axis.label,
        "told": told,
        "groups": [{"title": title, "rows": rows} for title, rows in titles if rows],
    }


def _strays(rows):
    """Rows of lessons that do not exist: they stay in sight, so that nothing typed is lost."""
    return {"title": _("Altres"), "told": len(rows), "groups": [{"title": "", "rows": rows}]}

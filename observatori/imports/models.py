from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from experiences.models import Factor
from observatori.organisations.models import Organisation
from observatori.publishing.models import Record
from observatori.vocabularies.models import Term


class Imported(models.Model):
    """Where a record, an organisation, a term or a factor came from, and as what it was written then.

    `digest` is of the facts that were written: as long as the source gives the same ones there is nothing
    to do. `version` is the thing’s own on that day: when it has moved, people have changed it since, and
    it is theirs.
    """

    source = models.CharField(max_length=20)
    key = models.CharField(max_length=300)
    record = models.ForeignKey(Record, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="+")
    factor = models.ForeignKey(Factor, models.CASCADE, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["source", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"],
                name="imported_key_once",
                violation_error_message=_("Aquesta clau ja s’ha importat d’aquesta font."),
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=False, organisation=None, term=None, factor=None)
                | Q(record=None, organisation__isnull=False, term=None, factor=None)
                | Q(record=None, organisation=None, term__isnull=False, factor=None)
                | Q(record=None, organisation=None, term=None, factor__isnull=False),
                name="imported_one_thing",
                violation_error_message=_(
                    "Una fila importada és d’un registre, d’una entitat, d’un terme o d’un factor."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.source} · {self.key}"

    @property
    def thing(self):
        """The record, organisation, term or factor that was made."""
        return self.record or self.organisation or self.term or self.factor

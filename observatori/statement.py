"""The accessibility statement: what a public site owes its readers by RD 1112/2018, article 15."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from observatori.formats.phrases import on

REVIEWED = date(2026, 11, 22)  # move it when the statement has been read again against the site


class Accessibility(TemplateView):
    """The statement, on the model of Decision (EU) 2018/1523."""

    template_name = "accessibility.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            body=settings.BODY_NAME or _("Entitat que publica aquest web (exemple)"),
            email=settings.ACCESSIBILITY_EMAIL or "accessibilitat@exemple.cat",
            is_example=not (settings.BODY_NAME and settings.ACCESSIBILITY_EMAIL),
            site=settings.SITE_URL,
            reviewed=on(REVIEWED),
            **kwargs,
        )

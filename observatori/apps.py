from django.apps import AppConfig

from observatori.celery import app  # noqa: F401 - tasks register on it, in the web process too


class ObservatoriConfig(AppConfig):
    name = "observatori"
    label = "observatori"
    verbose_name = "Observatori d’Aliances Estratègiques"

from django.apps import AppConfig


class ObservatoriConfig(AppConfig):
    name = "observatori"
    label = "observatori"
    verbose_name = "Observatori d’Aliances Estratègiques"

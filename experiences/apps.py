from importlib import import_module

from django.apps import AppConfig


class ExperiencesConfig(AppConfig):
    name = "experiences"

    def ready(self):
        import_module("experiences.rules")  # wherever alliances are published, experiences must follow

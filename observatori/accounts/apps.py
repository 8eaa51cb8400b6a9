from django.apps import AppConfig
from django.core.checks import Tags, register

from observatori.accounts.checks import no_demo_people


class AccountsConfig(AppConfig):
    name = "observatori.accounts"
    label = "accounts"

    def ready(self):
        register(no_demo_people, Tags.security, deploy=True)

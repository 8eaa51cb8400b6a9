"""The Celery application: ``celery -A observatori worker`` and ``celery -A observatori beat``."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatori.settings")

app = Celery("observatori")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender, **_):
    """The broker on files wants its folders to exist before the first message."""
    for name, value in sender.conf.broker_transport_options.items():
        if name.endswith("_folder") or name.startswith("data_folder"):
            Path(value).mkdir(parents=True, exist_ok=True)

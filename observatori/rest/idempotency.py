"""Doing a POST once: the answer under a caller’s key is kept for a day and given again.

Source of the rules: the project’s contract, API section, row *idempotency*; the header is the one of the IETF draft
«The Idempotency-Key HTTP Header Field».
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatori.rest.errors import Problem
from observatori.rest.models import Answer

HEADER = "Idempotency-Key"
LONGEST = Answer._meta.get_field("key").max_length
KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Location", "ETag", "Content-Type", "Content-Language", "Allow")


def checked_key(text: str) -> str:
    """Return a key that can be kept; raise a 400 for an empty, long or unprintable one."""
    key = text.strip()
    if not key or len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        detail = _("Idempotency-Key ha de tenir d’1 a 255 caràcters visibles.")
        raise Problem(400, detail, "bad_idempotency_key")
    return key


@contextmanager
def held_answer(*, who: str, key: str, digest: str) -> Iterator[Answer]:
    """Hold the answer of a key while its work is done, in one transaction with it.

    The row is committed first and then locked: a second request meets the lock (409) while the first one works;
    when the first one dies, its work and its answer go together, and the key is free. Raises a 422 where the key
    was used for something else.
    """
    Answer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    Answer.objects.get_or_create(who=who, key=key, defaults={"request_digest": digest})
    with transaction.atomic():
        answer = _locked(who, key)
        if answer.request_digest != digest:
            raise Problem(
                422, _("Aquesta clau ja s’ha fet servir per a una altra petició."), "idempotency_key_reused"
            )
        yield answer


def _locked(who, key):
    try:
        with transaction.atomic():
            return Answer.objects.select_for_update(nowait=True).get(who=who, key=key)
    except OperationalError:
        detail = _("La primera petició amb aquesta clau encara no ha acabat.")
        raise Problem(409, detail, "still_running") from None


def keep(answer: Answer, response: HttpResponse) -> None:
    """Keep a rendered response under the key."""
    answer.status = response.status_code
    answer.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    answer.body = response.content.decode()
    answer.save(update_fields=["status", "headers", "body"])


def again(answer: Answer) -> HttpResponse:
    """Return the kept answer."""
    return HttpResponse(answer.body, status=answer.status, headers=answer.headers)


def digest_of(request) -> str:
    """Return the digest of what a request asks: method, address and body, files included."""
    hashed = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        _hash_form(hashed, request)
    else:
        hashed.update(request._request.body)
    return hashed.hexdigest()


def _hash_form(hashed, request):
    for name, values in sorted(request.data.lists()):
        if name in request.FILES:
            continue
        hashed.update(repr((name, values)).encode())
    for name, file in sorted(request.FILES.items()):
        hashed.update(repr((name, file.name)).encode())
        for chunk in file.chunks():
            hashed.update(chunk)
        file.seek(0)

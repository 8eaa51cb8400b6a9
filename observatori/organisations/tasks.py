from celery import shared_task

from observatori import mail

MINUTE = 60
HEADERS = {"Auto-Submitted": "auto-generated"}


@shared_task(autoretry_for=(mail.NotNow,), retry_backoff=MINUTE, retry_jitter=True, max_retries=8)
def send(*, to: str, subject: str, text: str, html: str, key: str) -> None:
    """Hand one letter over to the mail server; one that does not take it now is asked again."""
    letter = mail.Letter(subject, text, html, HEADERS)
    mail.hand_over(letter, to=to, message_id=mail.message_id(key))

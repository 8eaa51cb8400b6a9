"""What is written to the log, without the addresses that open something to whoever has them.

Django logs the path of each request that it refuses, and the path of these is a secret: private calendars,
invitations, confirmations, new passwords, subscriptions.
"""

import logging
import re

SECRET = re.compile(
    r"""(?P<before>
        /calendari/
      | /compte/invitacio/
      | /compte/confirmacio/
      | /compte/contrasenya/nova/(?!feta\b)
      | /subscripcions/confirmar/
      | /subscripcions/(?!(?:confirmar|rebuda)/)
    )[^/\s'"?<>]+""",
    re.VERBOSE,
)
IN_ITS_PLACE = r"\g<before>***"


def without_secrets(text: str) -> str:
    """Return a line of the log with stars where the address of something private was."""
    return SECRET.sub(IN_ITS_PLACE, text)


class SecretsFilter(logging.Filter):
    """Takes the secrets out of the message and out of the traceback, before anything is written."""

    def filter(self, record):
        record.msg, record.args = without_secrets(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = record.exc_text and without_secrets(record.exc_text)
        return True

"""The broker on files, for one machine: Kombu’s, except that a message appears whole.

Kombu’s own creates the file of a message and then writes it. A worker that looks in between takes it away empty and
ends on it, and with the worker everything that ``make run`` started.
"""

import os
from pathlib import Path
from time import monotonic_ns
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **_kwargs):
        """Put a message onto a queue. Raises ChannelError where its file cannot be written."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}"
        unfinished = Path(self.data_folder_out, f"{name}.unfinished")  # no queue reads this name
        try:
            unfinished.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(unfinished, unfinished.with_name(f"{name}.{queue}.msg"))
        except OSError as error:
            raise ChannelError(f"Cannot add {unfinished.name} to its queue") from error


class Transport(filesystem.Transport):
    Channel = Channel

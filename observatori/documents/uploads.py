"""Stops keeping an upload where it passes the limit, so that no worker fills up with what will be refused."""

from django.core.files.uploadhandler import FileUploadHandler

from observatori.documents.inspection import MOST_BYTES


class StopAtLimit(FileUploadHandler):
    """Let through a little more than MOST_BYTES of each file and drop the rest as it arrives.

    The file that the form gets is cut, but longer than may come in: `inspect` refuses it with its sentence, and
    the other fields of the form are kept. It stands first in FILE_UPLOAD_HANDLERS, for pages and API alike.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size):
        """Leave the file to the handlers that keep it."""
        return

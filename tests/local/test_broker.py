"""The broker on files: a message is read whole, or not yet."""

import threading
from queue import Empty
from time import monotonic

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

MESSAGES = 300
TRANSPORT = "observatori.local.broker:Transport"


@pytest.fixture
def channel(tmp_path):
    """Return a function that opens a channel on the same folder of messages."""
    folders = {name: str(tmp_path / name) for name in ("data_folder_in", "control_folder")}
    options = {**folders, "data_folder_out": folders["data_folder_in"]}
    for folder in folders.values():
        (tmp_path / folder).mkdir()
    connections = []

    def open_channel():
        connections.append(
            Connection("filesystem://localhost", transport=TRANSPORT, transport_options=options)
        )
        return connections[-1].channel()

    yield open_channel
    for connection in connections:
        connection.release()


def test_who_reads_while_another_writes_gets_every_message_whole(channel):
    writer, reader = channel(), channel()
    text = "x" * 300_000  # long enough to be caught half written
    write = threading.Thread(
        target=lambda: [writer._put("celery", {"number": n, "text": text}) for n in range(MESSAGES)]
    )
    write.start()
    read, limit = [], monotonic() + 60
    while len(read) < MESSAGES and monotonic() < limit:
        try:
            read.append(reader._get("celery"))
        except Empty:
            continue
    write.join()
    assert sorted(message["number"] for message in read) == list(range(MESSAGES))
    assert {len(message["text"]) for message in read} == {len(text)}


def test_a_folder_that_cannot_be_written_is_said(channel, tmp_path):
    writer = channel()
    (tmp_path / "data_folder_in").rmdir()
    with pytest.raises(ChannelError):
        writer._put("celery", {})

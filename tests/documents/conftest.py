import pytest

from tests.documents.making import Cast


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A folder for the files of one test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def cast(db):
    """An agreement that is public, and everybody who may or may not see its documents."""
    return Cast()

"""Static files are collected when one of them changes, and only then."""

import pytest

from observatori.local.static_files import collect_if_changed


@pytest.fixture
def style(settings, tmp_path):
    """A source file, in an installation of its own."""
    source = tmp_path / "source"
    source.mkdir()
    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    path = source / "style.css"
    path.write_text("a {}")
    collect_if_changed()
    return path


def collected(settings):
    return settings.STATIC_ROOT / "style.css"


def test_unchanged_files_are_not_collected_again(settings, style):
    collected(settings).write_text("as it was")
    collect_if_changed()
    assert collected(settings).read_text() == "as it was"


def test_changed_file_is_collected(settings, style):
    style.write_text("b {}")
    collect_if_changed()
    assert collected(settings).read_text() == "b {}"


def test_removed_file_is_removed(settings, style):
    style.rename(style.with_name("other.css"))
    collect_if_changed()
    assert [path.name for path in settings.STATIC_ROOT.iterdir()] == ["other.css"]

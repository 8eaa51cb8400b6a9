from tests.accounts.conftest import _letters_at_once, letters  # noqa: F401 - the same fixtures in both rooms

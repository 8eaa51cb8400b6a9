import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def _fresh_start():
    """No test inherits another’s cache, or the language its last request left active."""
    cache.clear()
    with translation.override("ca"):
        yield

"""Who logs in to try the platform on one machine: addresses that nobody may have in production."""

DEMO_ADDRESSES = frozenset(
    f"{name}@exemple.cat" for name in ("administradora", "curadora", "editora", "sociadora", "lectora")
)


def is_demo(email: str) -> bool:
    """Say whether an address is one of the demo log-ins."""
    return email.lower() in DEMO_ADDRESSES

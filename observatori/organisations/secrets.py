"""Secrets that go out once and are stored only as their digest: tokens of the API, links of invitations."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """Return 43 url-safe characters that nobody can guess."""
    return secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """Return the SHA-256 of a secret. It needs no salt: what it hashes is random."""
    return hashlib.sha256(secret.encode()).hexdigest()

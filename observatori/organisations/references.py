"""How one thing names another in documents and answers: code, slug and name."""

from observatori.organisations.models import Organisation


def reference(organisation: Organisation | None) -> dict | None:
    """Return ``{code, slug, name}`` of an organisation, None for none."""
    if organisation is None:
        return None
    return {"code": organisation.code, "slug": organisation.slug, "name": organisation.name}

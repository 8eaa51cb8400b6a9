"""Numbers as SVG reads them, whatever the language of the page."""


def coordinate(value: float) -> str:
    """Return a number with a point, two decimals at most: 12.5 → «12.5», 3.0 → «3»."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """Return a share of the whole (0 to 1, clipped) as a percentage: 0.125 → «12.5%»."""
    return f"{coordinate(100 * min(max(share, 0), 1))}%"

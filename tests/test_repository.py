"""The repository’s own consistency: arrows between packages, sizes, names."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = [
    [
        "observatori.catalan",
        "observatori.partial_dates",
        "observatori.codes",
        "observatori.formats",
        "observatori.local",
    ],
    [
        "observatori.mail",
        "observatori.rest",
        "observatori.statement",
        "observatori.charts",
        "observatori.pdf",
        "observatori.templatetags",
    ],
    ["observatori.vocabularies"],
    ["observatori.organisations"],
    ["observatori.publishing"],
    ["observatori.documents"],
    ["alliances"],
    ["experiences"],
    [
        "observatori.search",
        "observatori.social",
        "observatori.digests",
        "observatori.webhooks",
        "observatori.imports",
    ],
    ["observatori.accounts", "observatori.curation", "observatori.workspace", "observatori.outlines"],
    ["observatori.gallery", "observatori.api"],
    [
        "observatori.management",
        "observatori.home",
        "observatori.help",
        "observatori.views",
        "observatori.sitemaps",
        "observatori.urls",
    ],
]
RANK = {package: rank for rank, packages in enumerate(LAYERS) for package in packages}
# What only wires the rest together, or only describes data, stands outside the layers.
OUTSIDE = {
    "observatori.settings",
    "observatori.log",
    "observatori.apps",
    "observatori.wsgi",
    "observatori.celery",
    "observatori.migrations",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base"}


def python_files():
    return [
        path
        for folder in ("observatori", "alliances", "experiences", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def package_of(module):
    """Return the layered package that a dotted module belongs to, or None."""
    parts = module.split(".")
    return next((name for n in (2, 1) if (name := ".".join(parts[:n])) in RANK), None)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def backward_arrows(path):
    own = package_of(module_of(path))
    if own is None:
        return []
    targets = {package_of(name) for name in imported(path)} - {None, own}
    return [(own, target) for target in targets if RANK[target] > RANK[own]]


@pytest.mark.parametrize("path", [p for p in python_files() if "tests" not in p.parts], ids=module_of)
def test_imports_run_down_the_layers(path):
    assert backward_arrows(path) == []


def test_every_package_has_a_layer():
    homeless = {
        module
        for path in python_files()
        if "tests" not in path.parts
        for module in [module_of(path).removesuffix(".__init__")]
        if package_of(module) is None and not any(module.startswith(outside) for outside in OUTSIDE)
    } - {"observatori"}

    assert homeless == set()


def test_a_backward_arrow_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "observatori" / "publishing" / "rules.py"
    path.parent.mkdir(parents=True)
    path.write_text("from alliances.models import Alliance\n")

    assert backward_arrows(path) == [("observatori.publishing", "alliances")]


def test_no_file_passes_500_lines():
    long = {module_of(path) for path in python_files() if len(path.read_text().splitlines()) > 500}

    assert long == set()


@pytest.mark.parametrize("folder", ["bench", "drill", "captures"])
def test_what_runs_apart_still_fits_the_product(folder):
    for path in sorted((ROOT / "tests" / folder).glob("*.py")):
        import_module(module_of(path))


def test_no_room_without_a_name_of_its_own():
    assert [module_of(path) for path in python_files() if path.stem in FORBIDDEN_NAMES] == []

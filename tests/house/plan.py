"""What the architecture tests walk: our modules, models, verbs, addresses and templates."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("guildhall", "tenants", "apps")
SOURCES = sorted(
    file
    for folder in ("platform/guildhall", "tenants", "apps")
    for file in (ROOT / folder).rglob("*.py")
    if "migrations" not in file.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def where(file: Path) -> str:
    return str(file.relative_to(ROOT))


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in found.name and ".config." not in found.name:
                yield importlib.import_module(found.name)


def marked(mark: str) -> dict[str, Callable[..., object]]:
    """Every function that carries a mark (`is_operation`, `is_step`), by its full name, where it is defined."""
    return {
        f"{module.__name__}.{name}": function
        for module in modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function) and hasattr(function, mark) and function.__module__ == module.__name__
    }


def addresses() -> Iterator[tuple[str, str, URLPattern]]:
    """Every address of every host: the kind of host, the path, and the pattern."""
    for kind, urlconf in settings.HOST_URLCONFS.items():
        for path, pattern in _patterns(get_resolver(urlconf).url_patterns, ""):
            yield kind, path, pattern


def _patterns(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, path)
        else:
            yield path, pattern


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in SOURCES:
        yield file, ast.parse(file.read_text())

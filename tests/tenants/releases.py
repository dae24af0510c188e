"""Releases to come: the letters' own migrations and some more, as a later version of the code would have them."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.test import override_settings

_numbers = count()
_HEAD = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

{before}


class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("enclosures", "{after}")]
    operations = [{operations}]
"""
COLOUR = 'migrations.AddField("letter", "colour", models.CharField(max_length=9, default="plain"))'
BY_COLOUR = 'migrations.AddIndex("letter", models.Index(fields=["colour"], name="letter_by_colour"))'
BY_COLOUR_APART = 'AddIndexConcurrently("letter", models.Index(fields=["colour"], name="letter_by_colour"))'
PLAIN_ONCE = "migrations.RunSQL(\"UPDATE enclosures_letter SET colour = 'once'; DELETE FROM enclosures_enclosure\")"
PAINT = """
def paint(apps, schema_editor):
    Letter = apps.get_model("enclosures", "Letter")
    for letter in Letter.objects.all():
        letter.colour = letter.subject[:3]
        letter.save()
"""
PAINTED = "migrations.RunPython(paint)"


def write_release(folder: Path, *steps: str, before: str = "", apart: tuple[str, ...] = ()) -> str:
    """A package of migrations in a folder on the path: today's, then one for each step. Gives: its name."""
    name = f"release_{next(_numbers)}"
    today = Path(apps.get_app_config("enclosures").path) / "migrations"
    shutil.copytree(today, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    after = max(file.stem for file in today.glob("0*.py"))
    for number, step in enumerate(steps, 1001):
        words = _HEAD.format(before=before, atomic=step not in apart, after=after, operations=step)
        after = f"{number}_a_release_to_come"
        (folder / name / f"{after}.py").write_text(words)
    return name


@contextmanager
def release(*steps: str, before: str = "", apart: tuple[str, ...] = ()) -> Iterator[str]:
    """Be the code of a release that has these migrations besides."""
    with TemporaryDirectory() as folder:
        name = write_release(Path(folder), *steps, before=before, apart=apart)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            with override_settings(MIGRATION_MODULES={"enclosures": name}):
                yield name
        finally:
            sys.path.remove(folder)
            for module in [one for one in sys.modules if one.split(".")[0] == name]:
                del sys.modules[module]

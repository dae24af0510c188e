"""Releases to come, for an engine to migrate to: each has one migration more, a column and its index."""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from django.apps import apps
from django.conf import settings

_STEP = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enclosures", "{after}")]
    operations = [
        migrations.AddField("letter", "colour_{number}", models.CharField(max_length=9, default="plain")),
        migrations.AddIndex("letter", models.Index(fields=["colour_{number}"], name="letter_by_colour_{number}")),
    ]
"""


def become_release(number: int) -> None:
    """From now on this process is the code of the nth release to come."""
    today = Path(apps.get_app_config("enclosures").path) / "migrations"
    folder, name = Path(mkdtemp(prefix="guildhall-release-")), f"bench_release_{number}"
    atexit.register(rmtree, folder, ignore_errors=True)
    package = folder / name
    package.mkdir()
    (package / "__init__.py").write_text(f"__path__ = [{str(today)!r}, *__path__]\n")
    after = max(file.stem for file in today.glob("0*.py"))
    for step in range(1, number + 1):
        this = f"{1000 + step}_letters_have_colour_{step}"
        (package / f"{this}.py").write_text(_STEP.format(after=after, number=step))
        after = this
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"enclosures": name}

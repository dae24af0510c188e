"""An archive that was made with an older release: its home is built as it was then, filled, and brought forward."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from guildhall.kernel import SYSTEM
from tenants.archives.reading import open_archive
from tenants.archives.writing import write_archive
from tenants.context import as_owner, on_the_platform
from tenants.engine.shapes import fingerprints_of
from tenants.errors import RestoreRefused
from tenants.models import SchemaTemplate
from tenants.operations.restoring import RestoreTerms, restore_partner
from tenants.template import make_template, template_version
from tests.cast import MONDAY_9AM
from tests.tenants.fleets import a_letter_of, asked, named, run, states
from tests.tenants.releases import COLOUR, PAINT, PAINTED, release

pytestmark = pytest.mark.usefixtures("small_homes")
COPY = RestoreTerms(code="birchcopy", letters="ZZ")
LETTERS = "SELECT id, subject FROM enclosures_letter ORDER BY id"


@pytest.fixture
def file(small_homes, settings, tmp_path) -> Path:
    """Birch as it was, with two letters, in an archive of today's release."""
    settings.MEDIA_ROOT = tmp_path / "files"
    for subject in ("red sky", "blue moon"):
        a_letter_of("birch", subject)
    with on_the_platform():
        write_archive(named("birch"), tmp_path / "birch.zip", at=MONDAY_9AM)
    return tmp_path / "birch.zip"


def _restored(file: Path) -> None:
    with as_owner(), open_archive(file) as archive:
        restore_partner(archive=archive, terms=COPY, by=SYSTEM, at=MONDAY_9AM)


def test_its_home_is_as_it_was_then_and_is_brought_forward_with_its_rows(file):
    older, before = template_version(), asked("birch", LETTERS)

    with release(COLOUR, PAINTED, before=PAINT):
        make_template(at=timezone.now())
        _restored(file)
        as_it_was = states()["birchcopy"], asked("birchcopy", LETTERS)
        run()

        homes = fingerprints_of([named("birch").schema_name, named("birchcopy").schema_name])
        assert as_it_was == ((older, "current"), before)
        assert states()["birchcopy"] == (template_version(), "current") != as_it_was[0]
        assert asked("birchcopy", LETTERS) == before
        assert asked("birchcopy", "SELECT colour FROM enclosures_letter ORDER BY id") == [("red",), ("blu",)]
        assert len(set(homes.values())) == 1


def test_a_letter_written_after_it_was_brought_forward_has_a_number_of_its_own(file):
    with release(COLOUR):
        make_template(at=timezone.now())
        _restored(file)
        run(only="birchcopy")

        last = asked("birchcopy", "SELECT max(id) FROM enclosures_letter")[0][0]
        assert asked("birchcopy", _ANOTHER) == [(last + 1,)]


def test_who_restores_it_is_told_what_comes_next(file):
    with release(COLOUR):
        make_template(at=timezone.now())
        said = StringIO()
        call_command("restore", file, code="birchcopy", letters="ZZ", stdout=said)

    assert "`manage.py tenants_migrate --only birchcopy` next" in said.getvalue()


def test_a_release_whose_template_was_not_kept_is_refused_before_anything_is_written(file):
    with release(COLOUR):
        make_template(at=timezone.now())
        SchemaTemplate.objects.exclude(version=template_version()).delete()

        with pytest.raises(RestoreRefused, match="whose template is not kept here"):
            _restored(file)

    assert "birchcopy" not in states()


_ANOTHER = """INSERT INTO enclosures_letter ("to", subject, body, template, written_at, colour)
              VALUES ('a@b.example', 'late', '', '', now(), 'grey') RETURNING id"""

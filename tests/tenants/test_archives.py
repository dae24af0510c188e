"""A partner in one file, and back under another name: the same rows to the byte, and nobody else's touched."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from guildhall.access.models import Membership
from guildhall.audit.models import AuditEntry
from guildhall.kernel import SYSTEM, NotAllowed
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.models import Delivery
from tenants.archives.manifest import MANIFEST, Manifest
from tenants.archives.reading import open_archive
from tenants.archives.writing import Written, write_archive
from tenants.context import as_owner, inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.errors import ArchiveRefused, RestoreRefused
from tenants.files import folder_of
from tenants.models import Partner
from tenants.operations.restoring import Restored, RestoreTerms, restore_partner
from tests.cast import MONDAY_9AM, after
from tests.house.holdings import northfields_own

INSIDE, OUTSIDE = "files/papers/lease.txt", "files/../../lease.txt"
COPY_TERMS = RestoreTerms(code="northcopy", letters="NC", name="Northfield, restored")


@pytest.fixture
def whole(northfield, settings, tmp_path) -> Partner:
    """Northfield with a hire, a request, books and a file."""
    settings.MEDIA_ROOT = tmp_path / "files"
    northfields_own(northfield)
    deliver_everything_waiting(at=MONDAY_9AM)
    paper = folder_of(northfield) / "papers" / "lease.txt"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"a lease\n" * 1000)
    return northfield


@pytest.fixture
def file(whole, tmp_path) -> Path:
    _written(whole, tmp_path / "northfield.zip")
    return tmp_path / "northfield.zip"


@pytest.fixture
def plain_file(northfield, settings, tmp_path) -> Path:
    """An archive of Northfield as the cast has it: enough to be spoilt."""
    settings.MEDIA_ROOT = tmp_path / "files"
    (folder_of(northfield) / "papers").mkdir(parents=True)
    (folder_of(northfield) / "papers" / "lease.txt").write_bytes(b"a lease\n" * 1000)
    _written(northfield, tmp_path / "northfield.zip")
    return tmp_path / "northfield.zip"


def _written(partner: Partner, to: Path) -> Written:
    with on_the_platform():
        return write_archive(partner, to, at=MONDAY_9AM)


def _manifest(file: Path) -> Manifest:
    with open_archive(file) as archive:
        return archive.manifest


def _restored(file: Path, terms: RestoreTerms = COPY_TERMS) -> Restored:
    with as_owner(), open_archive(file) as archive:
        return restore_partner(archive=archive, terms=terms, by=SYSTEM, at=after(days=1))


def _streams(manifest: Manifest, *prefixes: str) -> dict[str, tuple[int, str]]:
    return {one.name: (one.rows, one.sha256) for one in manifest.entries if one.name.startswith(prefixes)}


def test_what_is_restored_and_archived_again_is_the_same_to_the_byte(file, tmp_path):
    restored = _restored(file)
    _written(restored.partner, tmp_path / "again.zip")

    first, again = _manifest(file), _manifest(tmp_path / "again.zip")
    assert _streams(again, "tables/", "files/") == _streams(first, "tables/", "files/")
    assert sum(restored.rows.values()) > 40
    assert (first.template, first.migrations) == (again.template, again.migrations)


def test_the_trail_and_the_people_come_along(file, whole):
    restored = _restored(file)

    with on_the_platform():
        trail = [AuditEntry.objects.filter(partner_key=one.schema_name).count() for one in (whole, restored.partner)]
        people = [set(Membership.objects.filter(partner=one).values_list("user_id", flat=True))
                  for one in (whole, restored.partner)]  # fmt: skip
    assert (trail[0], people[0]) == (trail[1], people[1])
    assert trail[0] > 10
    assert restored.shared["jobs_board_boardadvert"] == 0, "the first home's advert stands on the board already"


def test_a_restored_partner_is_suspended_and_sends_nothing(file, mailoutbox):
    before = len(mailoutbox)
    restored = _restored(file)
    deliver_everything_waiting(at=after(days=1))

    with on_the_platform():
        waiting = Delivery.objects.filter(announcement__partner_key=restored.partner.schema_name).count()
    with inside(restored.partner):
        letters = Letter.objects.count()
    assert (restored.partner.state, restored.partner.joined_on) == ("suspended", None)
    assert (waiting, len(mailoutbox) - before, letters > 5) == (0, 0, True)


def test_the_next_row_of_a_restored_table_gets_a_number_of_its_own(file):
    restored = _restored(file)

    with inside(restored.partner):
        last = Letter.objects.latest("id").id
        letter = Letter.objects.create(
            to="a@b.example", subject="New", body="New", template="new", written_at=MONDAY_9AM
        )
    assert letter.id == last + 1


def test_no_row_of_the_other_partner_or_of_the_first_home_changes(file, whole, eastmoor, tmp_path):
    _written(eastmoor, tmp_path / "east.zip")

    _restored(file)

    _written(eastmoor, tmp_path / "east-after.zip")
    _written(whole, tmp_path / "north-after.zip")
    everything = ("tables/", "shared/", "files/", "people")
    for before, later in ((tmp_path / "east.zip", "east-after.zip"), (file, "north-after.zip")):
        assert _streams(_manifest(before), *everything) == _streams(_manifest(tmp_path / later), *everything)


def test_an_archive_names_no_schema_and_holds_nothing_of_the_other(file, whole, eastmoor):
    with zipfile.ZipFile(file) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())

    assert whole.schema_name.encode() not in content
    assert [word for word in (eastmoor.schema_name, "Eastmoor", "eden@") if word.encode() in content] == []
    assert b"a lease" in content


def test_the_receipt_is_the_digest_of_the_file(whole, tmp_path):
    written = _written(whole, tmp_path / "one.zip")

    assert written.sha256 == hashlib.sha256((tmp_path / "one.zip").read_bytes()).hexdigest()
    with pytest.raises(ArchiveRefused, match="not the archive of that receipt"), \
            open_archive(tmp_path / "one.zip", receipt="0" * 64):  # fmt: skip
        pass


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _without_an_entry(file: Path) -> None:
    _rewrite(file, lambda name, content: None if name == "people.copy" else content)


def _with_another_row(file: Path) -> None:
    _rewrite(file, lambda name, content: content + b"9\tx\n" if name.startswith("tables/recruitment_off") else content)


def _with_a_flipped_bit(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.compress_size)
    content = bytearray(file.read_bytes())
    content[largest.header_offset + 30 + len(largest.filename) + 20 + largest.compress_size // 2] ^= 4
    file.write_bytes(content)


def _of_a_newer_format(file: Path) -> None:
    _rewrite(file, _changed_manifest(format_version=2))


def _of_a_newer_version(file: Path) -> None:
    _rewrite(file, _changed_manifest(migrations=["recruitment.0099_everything_is_new"]))


def _of_a_forgotten_version(file: Path) -> None:
    _rewrite(file, _changed_manifest(template="0" * 64))


def _reaching_outside(file: Path) -> None:
    _rewrite(file, lambda name, content: content.replace(INSIDE.encode(), OUTSIDE.encode()))


def _no_archive(file: Path) -> None:
    file.write_bytes(b"hello")


def _changed_manifest(**changes: object):
    def change(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | changes).encode() if name == MANIFEST else content

    return change


def _rewrite(file: Path, change) -> None:
    """The same archive with some entries changed, or left out, and some under other names."""
    with zipfile.ZipFile(file) as before:
        kept = {name: change(name, before.read(name)) for name in before.namelist()}
    with zipfile.ZipFile(file, "w") as again:
        for name, content in kept.items():
            if content is not None:
                again.writestr(name.replace(INSIDE, OUTSIDE) if OUTSIDE.encode() in kept[MANIFEST] else name, content)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_no_archive, "no archive, or it is cut short"),
        (_cut, "cut short"),
        (_without_an_entry, "does not hold what its manifest lists \\(people.copy\\)"),
        (_with_another_row, "tables/recruitment_offer.copy is not what was written then"),
        (_with_a_flipped_bit, "altered or damaged"),
        (_of_a_newer_format, "made by a newer Guildhall: its format is 2"),
        (_of_a_newer_version, "made by a newer Guildhall: it has had recruitment.0099_everything_is_new"),
        (_of_a_forgotten_version, "whose template is not kept here"),
        (_reaching_outside, "outside its folder"),
    ],
)
def test_a_file_that_is_not_whole_or_not_ours_is_refused_before_anything_is_written(plain_file, spoil, words):
    spoil(plain_file)
    before = _world()

    with pytest.raises((ArchiveRefused, RestoreRefused), match=words):
        _restored(plain_file)

    assert _world() == before


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (replace(COPY_TERMS, code="eastmoor"), "“eastmoor” belongs to Eastmoor Mental Health Trust"),
        (replace(COPY_TERMS, code="jobs"), "kept for Guildhall itself"),
        (replace(COPY_TERMS, letters=""), "NF are the letters of Northfield Hospitals NHS Trust. Give others"),
    ],
)
def test_a_name_that_is_not_free_is_refused_with_what_to_do(plain_file, terms, words):
    before = _world()

    with pytest.raises(RestoreRefused, match=words):
        _restored(plain_file, terms)

    assert _world() == before


def test_nobody_restores_from_a_page(plain_file, operator):
    with as_owner(), open_archive(plain_file) as archive, pytest.raises(NotAllowed, match="runs this installation"):
        restore_partner(archive=archive, terms=COPY_TERMS, by=operator, at=MONDAY_9AM)


def _world() -> tuple[object, ...]:
    with on_the_platform(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class")
        return (cursor.fetchone(), Partner.objects.count(), AuditEntry.objects.count(), Membership.objects.count())

"""Where a partner's files lie: its own folder, and the archives of all partners in another. Neither is ever served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tenants.models import Partner, PartnerArchive


def folder_of(partner: Partner) -> Path:
    """The folder of a partner's files, there or not."""
    return Path(settings.MEDIA_ROOT) / "partners" / partner.schema_name


def files_of(partner: Partner) -> Iterator[Path]:
    """Every file of a partner, in a steady order."""
    return iter(sorted(file for file in folder_of(partner).rglob("*") if file.is_file()))


def file_of(archive: PartnerArchive) -> Path:
    """Where an archive is kept, there or not."""
    return Path(settings.MEDIA_ROOT) / "archives" / f"{archive.partner.schema_name}-{archive.id}.zip"


def delete_files_of(partner: Partner) -> int:
    """Delete a partner's files and every archive of it. Gives: how many files went. Safe to repeat."""
    archives = list((Path(settings.MEDIA_ROOT) / "archives").glob(f"{partner.schema_name}-*"))
    gone = len(list(files_of(partner))) + len(archives)
    shutil.rmtree(folder_of(partner), ignore_errors=True)
    for file in archives:
        file.unlink(missing_ok=True)
    return gone


def sweep_strays() -> None:
    """Delete the folders of partners that never came to be: what a restore left when it was killed."""
    root = Path(settings.MEDIA_ROOT) / "partners"
    known = set(Partner.objects.values_list("schema_name", flat=True))
    for folder in root.glob("*") if root.is_dir() else ():
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)

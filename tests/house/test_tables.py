"""Every table is on one side of the wall, keeps to its budget, and is in the glossary."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import ForeignKey, ManyToManyField, UUIDField

from apps.partnership.crossings import CROSSINGS
from tests.house.plan import PACKAGES, ROOT

TABLES_MAX = 80
RELATIONS_MAX = 450


def _ours():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


def _is_partners(model) -> bool:
    return model._meta.app_config.name in settings.TENANT_APPS


def test_an_app_is_wholly_public_or_wholly_a_partners():
    assert set(settings.SHARED_APPS) & set(settings.TENANT_APPS) == set()


def test_no_foreign_key_leaves_a_partners_schema():
    crossing = [
        f"{model.__name__}.{field.name}"
        for model in _ours()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField) and _is_partners(model) != _is_partners(field.related_model)
    ]

    assert crossing == [], "Keep the other side's UUID or bigint as a plain column."


def test_a_partners_home_keeps_to_its_budget(northfield):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE relkind IN ('r', 'p')), count(*) FROM pg_class "
            "WHERE relnamespace = %s::regnamespace OR oid IN (SELECT reltoastrelid FROM pg_class WHERE "
            "relnamespace = %s::regnamespace AND reltoastrelid <> 0)",
            [northfield.schema_name] * 2,
        )
        tables, relations = cursor.fetchone()

    assert tables <= TABLES_MAX
    assert relations <= RELATIONS_MAX, "Relations, not rows, are the capacity: use wide JSONB instead of side tables."


@pytest.mark.parametrize("model", _ours(), ids=lambda model: model.__name__)
def test_every_model_is_a_word_of_the_glossary(model):
    glossary = (ROOT / "docs" / "language.md").read_text().lower()
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()

    assert f"**{words}**" in glossary, f"Write “**{words}**” and what it means into docs/language.md."


def test_the_migrations_say_all_that_the_models_say(on_platform, capsys):
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, skip_checks=True)
    except SystemExit:
        pytest.fail(f"Write the migration, and name it as a sentence:\n{capsys.readouterr().out}")


def test_migrations_are_named_as_sentences():
    automatic = [
        f"{model_app.label}.{file.stem}"
        for model_app in apps.get_app_configs()
        if model_app.name.split(".")[0] in PACKAGES
        for file in (ROOT.__class__(model_app.path) / "migrations").glob("[0-9]*.py")
        if re.search(r"_(initial|auto_\d|alter_|merge|add_|remove_)", file.stem)
    ]

    assert automatic == [], "Name a migration by hand, as the sentence that it makes true."


NAMES_OF_ITS_OWN = {  # a partner's own identities, and names of a partner's own rows
    "enclosures.Enclosure.id", "directory.Person.key", "recruitment.Application.public_id",
    "recruitment.Starter.starter_id", "account_services.StarterFollowed.starter_id",
    "account_services.EmbeddedDirectoryEntry.entry_id",
}  # fmt: skip


def test_every_column_that_names_something_public_is_watched_by_night():
    partners = [model for model in _ours() if _is_partners(model)]
    named = {
        f"{model._meta.label}.{field.name}"
        for model in partners
        for field in model._meta.get_fields()
        if isinstance(field, UUIDField)
    }

    assert named - NAMES_OF_ITS_OWN == {str(crossing) for crossing in CROSSINGS}, (
        "Add it to apps/partnership/crossings.py."
    )

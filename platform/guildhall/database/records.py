"""What every table starts from: a record that can be locked, and one that nobody can change."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


class RecordQuerySet(models.QuerySet[Any]):
    """Adjectives are added by each model; the lock that opens an operation is here."""

    def locked(self, pk: Any) -> Any:
        """The record, locked until the transaction ends. Raises: DoesNotExist."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Record(models.Model):
    """A table of ours: a bigint identity that never leaves the wall, and a queryset that can lock."""

    id = models.BigAutoField(primary_key=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class AppendOnlyQuerySet(RecordQuerySet):
    """Facts are added and read. The database refuses the rest; this says so sooner and in words."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError(f"{self.model.__name__} is append-only: add a row that corrects it.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self.model.__name__} is append-only: add a row that corrects it.")


class Fact(Record):
    """A row that is written once. Its migration also carries `append_only(<table>)`, which binds the owner too."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


def append_only(table: str) -> migrations.RunSQL:
    """A migration's step after which PostgreSQL refuses UPDATE, DELETE and TRUNCATE on the table, even to its owner."""
    return migrations.RunSQL(
        sql=f"""
            CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
            CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
        """,
        reverse_sql=f"""
            DROP TRIGGER {table}_is_append_only ON {table};
            DROP TRIGGER {table}_is_never_emptied ON {table};
        """,
    )


def erasable(table: str) -> migrations.RunSQL:
    """A migration's step after which an append-only table gives up a partner's rows when that partner is erased, to
    the tables' owner alone and only in a transaction that says so. For facts that name people; money never goes.
    """
    trigger = f"CREATE OR REPLACE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    return migrations.RunSQL(
        sql=f"{trigger} EXECUTE FUNCTION public.refuse_change_but_erasure();",
        reverse_sql=f"{trigger} EXECUTE FUNCTION public.refuse_change();",
    )

"""A connection that is always where `guildhall.database.place` says, or refuses to answer."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import Cursor
from django.db.transaction import Atomic
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantWrapper

from guildhall.database.place import Place, here
from guildhall.database.pooling import has_met_too_many_to_meet, meet
from guildhall.database.proof import WallBreached, prove_the_wall_once


class PlaceChangedInTransaction(RuntimeError):
    """Two partners in one transaction: refused, as `atomic(durable=True)` refuses nesting."""


ALONGSIDE = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")
"""What PostgreSQL takes in one message with the change of place before it: all or nothing, and one round trip less."""


class PlacedCursor(Cursor):
    """A cursor whose every statement is in its place, however it is sent, and however long the cursor has lived."""

    wrapper: DatabaseWrapper | None = None

    def execute(self, query: Any, params: Any = None, **how: Any) -> Self:
        wrapper = self.wrapper
        wanted = wrapper._place_to_take() if wrapper else None
        if wrapper is None or wanted is None:
            return super().execute(query, params, **how)
        if not isinstance(query, str) or not query.startswith(ALONGSIDE):
            self._take_place()
            return super().execute(query, params, **how)
        change = _change_to(wanted)
        with wrapper._taking(wanted):
            super().execute(f"{change if params is None else change.replace('%', '%%')}; {query}", params, **how)
            self.nextset()
        return self

    def executemany(self, query: Any, params_seq: Any, **how: Any) -> None:
        self._take_place()
        super().executemany(query, params_seq, **how)

    def copy(self, *query: Any, **how: Any) -> Any:
        self._take_place()
        return super().copy(*query, **how)

    def stream(self, *query: Any, **how: Any) -> Any:
        self._take_place()
        return super().stream(*query, **how)

    def _take_place(self) -> None:
        if self.wrapper is not None:
            self.wrapper._handle_search_path()


def _change_to(place: Place) -> str:
    role, path = (text.replace("'", "''") for text in (place.role, place.search_path))
    return f"SELECT set_config('role', '{role}', false), set_config('search_path', '{path}', false)"


class DatabaseWrapper(TenantWrapper):
    """Before each statement the role and the search path are made what the context says, both in one round trip, or in
    that of the statement itself.

    What was applied is remembered, and forgotten whenever PostgreSQL may have taken it back: on commit, on rollback,
    on rollback to a savepoint and on close. A refused change is raised, never swallowed; if either half is refused,
    neither is made.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._applied: Place | None = None
        self._transaction: tuple[Atomic, Place] | None = None  # the outermost block, and the place it belongs to
        self._built = False
        super().__init__(*args, **kwargs)
        self.execute_wrappers = [self._in_its_place]  # for cursors with a name; the others see to it by themselves
        self._built = True

    # django-tenants asks these two of a connection, its router among others: they are read from the context.
    @property
    def schema_name(self) -> str:
        return here().schema

    @schema_name.setter
    def schema_name(self, value: str | None) -> None:
        """Ignored: the parent's constructor sets it, and the context alone decides."""

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        if self._built:
            raise RuntimeError("A partner's context is opened only through `tenants`.")

    def _in_its_place(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Each statement of a cursor, and not its opening alone: a cursor may outlive the place it was opened in."""
        if not isinstance(context["cursor"].cursor, PlacedCursor):
            self._handle_search_path()
        return execute(sql, params, many, context)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.cursor_factory = PlacedCursor
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        if isinstance(cursor, PlacedCursor):
            cursor.wrapper = self
        return cursor

    def _cursor(self, name: str | None = None) -> Any:
        self._make_room_for(here())
        return BaseDatabaseWrapper._cursor(self, name)  # the parent's would take the place before anything is asked

    def _make_room_for(self, wanted: Place) -> None:
        """Begin another connection rather than meet one partner too many, unless work on this one is under way."""
        if self.connection is None or wanted.partner is None or self.in_atomic_block:
            return
        if has_met_too_many_to_meet(self.connection, wanted.partner):
            self.close()

    def _handle_search_path(self, cursor: Any = None) -> None:
        if wanted := self._place_to_take():
            with self._taking(wanted), self.connection.cursor() as plain:
                plain.execute(_change_to(wanted))

    def _place_to_take(self) -> Place | None:
        """Where the next statement must be, if the connection is not there. Refuses a change inside a transaction."""
        wanted = here()
        if self._setting_search_path:
            return None
        self._refuse_a_change_inside_a_transaction(wanted)
        return None if self._applied == wanted else wanted

    @contextmanager
    def _taking(self, wanted: Place) -> Iterator[None]:
        """The place is taken once PostgreSQL has answered; if it refuses, nobody knows where we are."""
        self._applied = None
        self._setting_search_path = True
        try:
            yield
        finally:
            self._setting_search_path = False
        self._applied = wanted
        if wanted.partner is not None:
            meet(self.connection, wanted.partner)

    def is_usable(self) -> bool:
        """Is anybody there? A server that went away has closed its end, which is seen without asking it. Whoever has
        something to say is asked; most say nothing between two requests.
        """
        if self.connection is None or self.connection.closed or self.in_atomic_block:
            return super().is_usable()
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or super().is_usable()

    def _refuse_a_change_inside_a_transaction(self, wanted: Place) -> None:
        outermost: Atomic | None = next((block for block in self.atomic_blocks if not block._from_testcase), None)
        if outermost is None:
            self._transaction = None
        elif self._transaction is None or self._transaction[0] is not outermost:
            self._transaction = (outermost, wanted)
        elif self._transaction[1] != wanted:
            raise PlaceChangedInTransaction(
                f"This transaction belongs to {self._transaction[1].schema}; {wanted.schema} needs one of its own."
            )

    def _refuse_without_a_wall(self) -> None:
        try:
            prove_the_wall_once(self.connection)
        except WallBreached:
            self.close()
            raise

    def commit(self) -> None:
        self._applied = None  # a swallowed error makes PostgreSQL answer COMMIT with ROLLBACK, and take the path back
        self._transaction = None
        super().commit()

    def rollback(self) -> None:
        self._applied = None
        self._transaction = None
        super().rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        """Said just as it is: a transaction that failed takes no other statement before this one."""
        self._setting_search_path = True
        try:
            super()._savepoint_rollback(sid)
        finally:
            self._setting_search_path = False
            self._applied = None

    def close(self) -> None:
        self._applied = None
        self._transaction = None
        super().close()

    def connect(self) -> None:
        self._applied = None
        super().connect()
        if settings.LOGIN == "app":
            self._refuse_without_a_wall()

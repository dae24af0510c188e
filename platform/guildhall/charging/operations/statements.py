"""A statement's files: drawn outside any transaction, put away once; or stuck, with the reason, and tried again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.errors import AlreadyFiled, AlreadySent, StatementNotFiled, StatementNotStuck
from guildhall.charging.models import Statement, StatementFile
from guildhall.charging.rules import may_keep_costs
from guildhall.charging.states import StatementState
from guildhall.database.operation import operation
from guildhall.kernel import Actor, Month, NotAllowed, require
from guildhall.notices.operations import announce

FILED = (StatementState.FILED, StatementState.SENT)


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """One file, as it was drawn: `kind` is one of a statement file’s, `corrects` the month an e-invoice corrects."""

    kind: str
    name: str
    content: bytes
    corrects: Month | None = None


@operation
def file_statement(*, statement_id: int, files: Sequence[DrawnFile], by: Actor, at: datetime) -> Statement:
    """Put a statement's files away, once, so that its partner can download them.

    Refuses: NotAllowed (Guildhall alone files statements), AlreadyFiled.
    Announces: "charging.statement_filed".
    Rule: cost_sharing.md, statements freeze their words, bytes and digest.
    """
    statement = Statement.objects.locked(statement_id)

    require(by.is_system, NotAllowed("file a statement", ask="the shared service’s finance team to try it again"))
    require(statement.state not in FILED, AlreadyFiled(statement.number))

    StatementFile.objects.bulk_create(_put_away(statement, file) for file in files)
    statement.state, statement.filed_at = StatementState.FILED, at
    statement.stuck_at, statement.stuck_reason = None, ""
    statement.save(update_fields=["state", "filed_at", "stuck_at", "stuck_reason"])

    record("statement filed", statement, by=by, at=at)

    announce("charging.statement_filed", statement_id=statement.id)
    return statement


@operation
def confirm_statement_sent(*, statement_id: int, by: Actor, at: datetime) -> Statement:
    """Note that a partner's finance officers were written to about their statement.

    Refuses: NotAllowed (Guildhall alone confirms), AlreadySent, StatementNotFiled.
    """
    statement = Statement.objects.locked(statement_id)

    require(by.is_system, NotAllowed("confirm that a statement was sent", ask="the shared service’s finance team"))
    require(statement.state != StatementState.SENT, AlreadySent(statement.number))
    require(statement.state == StatementState.FILED, StatementNotFiled(statement.number))

    statement.state, statement.sent_at = StatementState.SENT, at
    statement.save(update_fields=["state", "sent_at"])

    record("statement sent", statement, by=by, at=at)
    return statement


def _put_away(statement: Statement, file: DrawnFile) -> StatementFile:
    return StatementFile(
        statement=statement,
        kind=file.kind,
        corrects_on=file.corrects.first_day if file.corrects else None,
        name=file.name,
        content=file.content,
        size_bytes=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(),
    )


@operation
def report_stuck_statement(*, statement_id: int, reason: str, by: Actor, at: datetime) -> Statement:
    """Say that a statement's files could not be drawn, and why; the figures stand all the same.

    Refuses: NotAllowed (Guildhall alone reports), AlreadyFiled.
    """
    statement = Statement.objects.locked(statement_id)

    require(by.is_system, NotAllowed("report a statement as stuck", ask="the shared service’s finance team"))
    require(statement.state not in FILED, AlreadyFiled(statement.number))

    statement.state, statement.stuck_at, statement.stuck_reason = StatementState.STUCK, at, reason or "No reason given."
    statement.save(update_fields=["state", "stuck_at", "stuck_reason"])

    record("statement stuck", statement, by=by, at=at, details={"reason": statement.stuck_reason})
    return statement


@operation
def retry_statement(*, statement_id: int, by: Actor, at: datetime) -> Statement:
    """Have a stuck statement's files drawn again.

    Refuses: NotAllowed, StatementNotStuck.
    Announces: "charging.statement_due".
    """
    statement = Statement.objects.locked(statement_id)

    require(may_keep_costs(by), NotAllowed("draw a statement again", ask="the shared service’s finance team"))
    require(statement.state == StatementState.STUCK, StatementNotStuck(statement.number))

    statement.state, statement.stuck_at, statement.stuck_reason = StatementState.DUE, None, ""
    statement.save(update_fields=["state", "stuck_at", "stuck_reason"])

    record("statement to be drawn again", statement, by=by, at=at)

    announce("charging.statement_due", statement_id=statement.id)
    return statement

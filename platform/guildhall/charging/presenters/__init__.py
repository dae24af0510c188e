"""What a statement's files show: the frozen figures, made ready to print. Fetches nothing and works nothing out."""

from guildhall.charging.presenters.focus import FOCUS_COLUMNS, focus_rows
from guildhall.charging.presenters.lines import CorrectionOfStatement, DriverOfLine, LineOfStatement
from guildhall.charging.presenters.statement import CSV_COLUMNS, StatementDocument, statement_working

__all__ = [
    "CSV_COLUMNS",
    "FOCUS_COLUMNS",
    "CorrectionOfStatement",
    "DriverOfLine",
    "LineOfStatement",
    "StatementDocument",
    "focus_rows",
    "statement_working",
]

"""Plain Python values that every room shares. Imports no framework."""

from guildhall.kernel.actor import SYSTEM, Actor
from guildhall.kernel.money import Money
from guildhall.kernel.reference import Reference
from guildhall.kernel.refusal import Already, NotAllowed, NotReady, Refusal, require
from guildhall.kernel.time import LONDON, FinancialYear, Month, Period, Quarter

__all__ = [
    "LONDON",
    "SYSTEM",
    "Actor",
    "Already",
    "FinancialYear",
    "Money",
    "Month",
    "NotAllowed",
    "NotReady",
    "Period",
    "Quarter",
    "Reference",
    "Refusal",
    "require",
]

"""Why charging refuses. Each says what to do about it."""

from __future__ import annotations

from guildhall.kernel import Already, Money, NotReady


class NothingToShareBy(NotReady):
    """A cost was to be shared by something that nobody used."""

    def __init__(self, driver: str = "") -> None:
        by = f" by {driver}" if driver else ""
        super().__init__(
            f"Nobody used anything, so there is nothing to share{by}. Choose another key or decide who pays."
        )


class PoolAlreadySetUp(Already):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is a pool “{code}” already. Choose another code.")


class PoolNotReady(NotReady):
    """A pool's key does not add up; every reason at once."""


class InvoicingNotReady(NotReady):
    """A VAT position or a buyer reference that no e-invoice could carry; every reason at once."""


class PeriodAlreadyOpen(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"{month} is open already.")


class PeriodNotReady(NotReady):
    """A month cannot make its next move; the reasons are everything that stops it."""


class PeriodAlreadyApproved(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"{month} is approved already.")


class PeriodAlreadyClosed(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"{month} is closed. Its figures do not change; a correction goes into the next open month.")


class BridgesAlreadySetDown(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"What the shares of {month} came of is set down already.")


class BooksAlreadyOpened(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"The shares of {month} are open to every member already.")


class BoardPackNotReady(NotReady):
    """A quarter cannot be put before the board yet; every reason at once."""


class BoardPackAlreadyFiled(Already):
    def __init__(self, quarter: object) -> None:
        super().__init__(f"The board pack of {quarter} is filed. Its figures do not change.")


class ReportAlreadyOrdered(Already):
    def __init__(self, report: str) -> None:
        super().__init__(f"“{report}” is sent to you already. Stop it first to have it at another time.")


class ReportAlreadyEnded(Already):
    def __init__(self, report: str) -> None:
        super().__init__(f"“{report}” is stopped already.")


class CostsNotReady(NotReady):
    """A file of costs has faults; nothing of it was loaded."""


class CostsAlreadyLoaded(Already):
    """The costs of this month, or this very file, are loaded already."""


class CostsAlreadyWithdrawn(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"No costs are loaded for {month}, so there is nothing to withdraw.")


class AlreadyFiled(Already):
    def __init__(self, number: str) -> None:
        super().__init__(f"The files of statement {number} are drawn already.")


class AlreadySent(Already):
    def __init__(self, number: str) -> None:
        super().__init__(f"Statement {number} was sent already.")


class StatementNotFiled(NotReady):
    def __init__(self, number: str) -> None:
        super().__init__(f"The files of statement {number} are not drawn yet.")


class StatementNotStuck(NotReady):
    def __init__(self, number: str) -> None:
        super().__init__(f"Statement {number} is not stuck, so there is nothing to try again.")


class NoSurplus(NotReady):
    def __init__(self, paid: Money, net_cost: Money) -> None:
        super().__init__(f"There is no surplus: {paid} was paid on account, and the year cost {net_cost}.")


class NoDeficit(NotReady):
    def __init__(self, contributions: Money, net_cost: Money) -> None:
        super().__init__(f"There is no deficit: {contributions} was contributed, and the year cost {net_cost}.")


class ElectionsNotReady(NotReady):
    """Elections between cash and technology do not match what is due; every reason at once."""


class BoundsNotReady(NotReady):
    """Floors and ceilings that cannot be kept; every reason at once."""


class CreditOverdrawn(NotReady):
    def __init__(self, balance: Money, amount: Money) -> None:
        super().__init__(f"The credit is {balance}, so {amount} cannot be taken from it.")


class MoreThanWasDrawn(NotReady):
    def __init__(self, drawn: Money, amount: Money) -> None:
        super().__init__(f"{drawn} was drawn and not restored, so {amount} cannot be restored.")


class JoinerNotReady(NotReady):
    """A joiner does not fit into the year; every reason at once."""


class JoinerAlready(Already):
    def __init__(self, name: str, year: object) -> None:
        super().__init__(f"The contributions of {name} for {year} are called already.")


class LeaverNotReady(NotReady):
    """Who leaves is not among those who share."""


class ExitNotReady(NotReady):
    """An exit cannot be prepared or approved; every reason at once."""


class ExitAlready(Already):
    """An exit has made this move already, or another one stands; it says which."""


class MergerNotReady(NotReady):
    """A merger names partners that are not there, or cannot be prepared or approved; every reason at once."""


class MergerAlready(Already):
    def __init__(self, name: str) -> None:
        super().__init__(f"Nothing waits to go on to {name}: the books of whoever merged with it are there already.")


class CarryOverAlready(Already):
    """What goes on to a successor has made this move already, or is prepared already; it says which."""


class CorrectionNotReady(NotReady):
    """What is to be corrected does not fit what was charged; every reason at once."""


class ForecastNotReady(NotReady):
    """There is not enough to forecast from; every reason at once."""


class EntryNotReady(NotReady):
    """An entry cannot be posted; every reason at once."""


class EntryAlreadyPosted(Already):
    def __init__(self, words: str) -> None:
        super().__init__(f"This is in the books already: {words}. Nothing was posted twice.")


class AgreementNotReady(NotReady):
    """What was agreed cannot be set down; every reason at once."""


class BudgetNotReady(NotReady):
    """A year's budget cannot be set or approved; every reason at once."""


class BudgetAlreadyApproved(Already):
    def __init__(self, year: object) -> None:
        super().__init__(f"The budget of {year} is approved already, and its contributions are called.")


class SettlementNotReady(NotReady):
    """A year cannot be settled yet; every reason at once."""


class SettlementAlready(Already):
    """A settlement has made this move already; it says which."""


class ProposalNotReady(NotReady):
    """A proposal cannot be raised, voted on or counted; every reason at once."""


class ProposalAlready(Already):
    """A proposal has made this move already, or another one stands in its way; it says which."""


class DisputeNotReady(NotReady):
    """A dispute cannot be raised, answered or decided; every reason at once."""


class DisputeAlready(Already):
    """A dispute has made this move already; it says which."""


class CreditRequestNotReady(NotReady):
    """A request for technology credit cannot make this move; every reason at once."""


class CreditRequestAlreadyDecided(Already):
    def __init__(self) -> None:
        super().__init__("This request is decided already.")


class CascadeNotReady(NotReady):
    """Departments whose cost would not come to rest; every reason at once."""


class SpreadNotReady(NotReady):
    """A shared cost that nobody is left to bear."""


class RatesNotReady(NotReady):
    """A rate card, or what is to be rated by it, does not hold together; every reason at once."""


class CreditsNotReady(NotReady):
    """More is to be credited than was charged."""


class CustomerAlreadySetUp(Already):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is a customer “{code}” already. Choose another code.")


class CustomerNotReady(NotReady):
    """What is said of a customer cannot be set down; every reason at once."""


class SendingNotReady(NotReady):
    """A document cannot be sent to its customer; it says why."""


class SendingAlready(Already):
    """A document is on its way to its customer, or was sent; it says which."""


class RateCardNotReady(NotReady):
    """A rate card cannot be set or approved; every reason at once."""


class RateCardAlready(Already):
    """A rate card has made this move already; it says which."""


class UseNotReady(NotReady):
    """Use of a customer cannot be taken in; every reason at once."""


class UseAlreadyRecorded(Already):
    def __init__(self, reference: str) -> None:
        super().__init__(f"“{reference}” is recorded for this customer already. Nothing was counted twice.")

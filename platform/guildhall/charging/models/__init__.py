"""Facts of charging. All in `public`: shared, and what belongs to a partner carries its key."""

from guildhall.charging.models.board_packs import BoardPack
from guildhall.charging.models.costs import CostLoad, PoolCost
from guildhall.charging.models.credits import CreditRequest
from guildhall.charging.models.customer_invoices import CustomerCharge, CustomerInvoice
from guildhall.charging.models.customer_sendings import CustomerSending
from guildhall.charging.models.customers import Customer, CustomerUse, CustomerVatPosition, RateCard
from guildhall.charging.models.disputes import Dispute, DisputeAdjustment
from guildhall.charging.models.governance import Proposal, ProposalEffect, Vote
from guildhall.charging.models.invoicing import BuyerReference, VatPosition
from guildhall.charging.models.ledger import BalanceAssertion, Journal, Posting
from guildhall.charging.models.lines import CloseManifest, Line, MonthBridge, OpenShare, PoolTotal
from guildhall.charging.models.membership import CarryOver, Exit, Succession
from guildhall.charging.models.periods import Period
from guildhall.charging.models.pools import KeyVersion, Pool
from guildhall.charging.models.reports import ReportOrder
from guildhall.charging.models.statements import Statement, StatementFile
from guildhall.charging.models.years import (
    Agreement,
    Contribution,
    ContributionWeight,
    Election,
    Settlement,
    SettlementShare,
    Year,
)

__all__ = [
    "Agreement",
    "BalanceAssertion",
    "BoardPack",
    "BuyerReference",
    "CarryOver",
    "CloseManifest",
    "Contribution",
    "ContributionWeight",
    "CostLoad",
    "CreditRequest",
    "Customer",
    "CustomerCharge",
    "CustomerInvoice",
    "CustomerSending",
    "CustomerUse",
    "CustomerVatPosition",
    "Dispute",
    "DisputeAdjustment",
    "Election",
    "Exit",
    "Journal",
    "KeyVersion",
    "Line",
    "MonthBridge",
    "OpenShare",
    "Period",
    "Pool",
    "PoolCost",
    "PoolTotal",
    "Posting",
    "Proposal",
    "ProposalEffect",
    "RateCard",
    "ReportOrder",
    "Settlement",
    "SettlementShare",
    "Statement",
    "StatementFile",
    "Succession",
    "VatPosition",
    "Vote",
    "Year",
]

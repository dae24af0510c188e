"""What charging announces. All of it is platform work: no partner's context, and only ids."""

from guildhall.notices.announcements import PlatformAnnouncement

STATEMENT_FILED = PlatformAnnouncement(
    "charging.statement_filed",
    "A statement's files are there, so its partner is told; once for each statement.",
    statement_id=int,
)
PERIOD_CLOSED = PlatformAnnouncement(
    "charging.period_closed", "A month's charges are fixed for good; once for each month.", period_id=int
)
STATEMENT_DUE = PlatformAnnouncement(
    "charging.statement_due",
    "A statement's figures and words are fixed and its files are to be drawn; once for each partner, and at a retry.",
    statement_id=int,
)
CONTRIBUTIONS_CALLED = PlatformAnnouncement(
    "charging.contributions_called",
    "A year's budget is approved and its contributions are called; once for each partner.",
    weight_id=int,
)
SETTLEMENT_AGREED = PlatformAnnouncement(
    "charging.settlement_agreed",
    "The members agreed to a year's settlement; of a surplus, partners now elect. Once for each partner.",
    share_id=int,
)
YEAR_SETTLED = PlatformAnnouncement(
    "charging.year_settled",
    "A year's end is posted: who gets back or makes good what. Once for each partner.",
    share_id=int,
)
CREDIT_REQUEST_DECIDED = PlatformAnnouncement(
    "charging.credit_request_decided",
    "A partner's request for technology credit was granted or declined.",
    request_id=int,
)
VOTE_OPENED = PlatformAnnouncement(
    "charging.vote_opened",
    "The members are asked whether a pool be shared by another key; once for each member.",
    effect_id=int,
)
VOTE_COUNTED = PlatformAnnouncement(
    "charging.vote_counted",
    "A vote on a key was counted; once for each member.",
    effect_id=int,
)
DISPUTE_DECIDED = PlatformAnnouncement(
    "charging.dispute_decided",
    "A partner's objection to a line was upheld or rejected.",
    dispute_id=int,
)
BOARD_PACK_FILED = PlatformAnnouncement(
    "charging.board_pack_filed",
    "A quarter was put before the members, so they are told; once for each partner.",
    pack_id=int,
    partner_key=str,
)
EXIT_APPROVED = PlatformAnnouncement(
    "charging.exit_approved",
    "A partner that leaves was settled with: its exit is posted, and its document is to be drawn.",
    exit_id=int,
)
CUSTOMER_SENDING_DUE = PlatformAnnouncement(
    "charging.customer_sending_due",
    "A document of a customer is to be sent to its address, with its files; once for each sending.",
    sending_id=int,
)
BOOKS_CARRIED_OVER = PlatformAnnouncement(
    "charging.books_carried_over",
    "The books of a partner that merged went on to its successor; once for each that ended.",
    succession_id=int,
)

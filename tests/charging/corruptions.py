"""What somebody who owns the tables might do to the books, and which rules then do not hold."""

from __future__ import annotations

from dataclasses import dataclass

JUNE = "(SELECT id FROM charging_period WHERE month_on = '2026-06-01')"
NORTHFIELD = "(SELECT schema_name FROM tenants_partner WHERE code = 'northfield')"
BIRCH = "(SELECT schema_name FROM tenants_partner WHERE code = 'birch')"
ENTRY = """
    INSERT INTO charging_journal (identity, dated_on, words, digest, made_at)
        VALUES ('test/planted', '2028-01-10', 'Planted', 'x', '2028-01-10');
"""


@dataclass(frozen=True, slots=True)
class Corruption:
    """One change, made with the triggers of a table off, or, when `table` is nothing, of the table's own make."""

    name: str
    table: str
    change: str
    rules: frozenset[str]

    def __str__(self) -> str:
        return self.name


def _one(name: str, table: str, change: str, *rules: str) -> Corruption:
    return Corruption(name, table, change, frozenset(rules))


OWN_LINE = f"period_id = {JUNE} AND used_on = '2026-06-01'"
LINES, WEIGHTS = "lines add up to their total", "weights add up to their total"
IDLE = "idle capacity is what the costs say"
TIED = "loaded costs add up to the ledger's control total"
COSTS, BOOKS = "a closed month's totals are its costs", "the books have a closed month's costs"
SAYS, TOTAL = "a statement says what its lines say", "a statement's total is the sum of its figures"
FIXED, CHAIN = "a statement is what was closed", "the chain of manifests holds"
INCOME, CHARGED = "a pool's income is what customers were charged", "a charge is of what was used"
CORRECTED, SUMMED = "a correction of a charge is of what was charged", "an invoice is the sum of its charges"
TAXED, OWED = "tax is that of all documents of a month", "the books have what customers were charged"
FAIR, EVENT = "a share is within a penny", "an event is what it was"
OPEN = "an open share is what its lines say"

SOLVED = "what services bear of each other is solved"

CORRUPTIONS = [
    _one("one line is dearer", "charging_line",
         f"UPDATE charging_line SET pence = pence + 1 WHERE {OWN_LINE} AND partner_key = {NORTHFIELD}",
         LINES, SAYS, FAIR, OPEN),
    _one("a pound moves from one partner to another", "charging_line",
         f"UPDATE charging_line SET pence = pence + CASE partner_key WHEN {NORTHFIELD} THEN -100 ELSE 100 END "
         f"WHERE {OWN_LINE}", SAYS, FAIR, OPEN),
    _one("a line weighs more", "charging_line",
         f"UPDATE charging_line SET weight = '19/2' WHERE {OWN_LINE} AND partner_key = {NORTHFIELD}", WEIGHTS),
    _one("a total is dearer", "charging_pooltotal",
         f"UPDATE charging_pooltotal SET cost_pence = cost_pence + 1 WHERE {OWN_LINE}", LINES, COSTS),
    _one("a total is shared by nothing", "charging_pooltotal",
         f"UPDATE charging_pooltotal SET total_weight = '0' WHERE {OWN_LINE}", WEIGHTS, "a cost has a place"),
    _one("a correction corrects itself", "charging_pooltotal",
         "UPDATE charging_pooltotal SET corrects_id = id WHERE corrects_id IS NOT NULL",
         "a correction adds nothing and names an earlier month"),
    _one("a cost is another", "charging_poolcost",
         f"UPDATE charging_poolcost SET amount_pence = amount_pence + 100 WHERE period_id = {JUNE}", COSTS, BOOKS,
         TIED),
    _one("a cost was idle", "charging_poolcost",
         f"UPDATE charging_poolcost SET is_idle = true WHERE period_id = {JUNE}", IDLE),
    _one("a control total is another", "charging_costload",
         f"UPDATE charging_costload SET control_total_pence = control_total_pence - 1 WHERE period_id = {JUNE}", TIED),
    _one("a figure of a statement is another", "charging_statement",
         "UPDATE charging_statement SET figures = jsonb_set(figures, '{lines,0,pence}', '1') "
         f"WHERE period_id = {JUNE} AND partner_key = {NORTHFIELD}", SAYS, TOTAL, FIXED),
    _one("a word of a statement is another", "charging_statement",
         "UPDATE charging_statement SET figures = jsonb_set(figures, '{rule}', '\"As we like.\"') "
         f"WHERE period_id = {JUNE} AND partner_key = {NORTHFIELD}", FIXED),
    _one("a statement asks for more", "charging_statement",
         f"UPDATE charging_statement SET total_pence = total_pence + 1 WHERE period_id = {JUNE}", TOTAL),
    _one("a manifest lists another pool", "charging_closemanifest",
         "UPDATE charging_closemanifest SET body = jsonb_set(body, '{pools,0,code}', '\"x\"') "
         f"WHERE period_id = {JUNE}",
         CHAIN),
    _one("a manifest claims another digest", "charging_closemanifest",
         f"UPDATE charging_closemanifest SET digest = repeat('0', 64) WHERE period_id = {JUNE}", CHAIN, FIXED),
    _one("an open share is dearer", "charging_openshare",
         f"UPDATE charging_openshare SET pence = pence + 1 WHERE partner_key = {NORTHFIELD}",
         OPEN),
    _one("a board pack says less", "charging_boardpack",
         "UPDATE charging_boardpack SET figures = jsonb_set(figures, '{cost_pence}', '1')",
         "a board pack is what was filed"),
    _one("a receipt is of more", "charging_posting",
         "UPDATE charging_posting SET pence = pence + 1 WHERE account = 1110 AND journal_id = "
         "(SELECT id FROM charging_journal WHERE identity = 'receipt/BACS 1')",
         "a journal balances", "the trial balance is zero"),
    _one("a journal has no lines", "charging_journal", ENTRY, "a journal balances"),
    _one("a technology credit is overdrawn", "charging_posting", f"""{ENTRY}
        INSERT INTO charging_posting (journal_id, account, partner_key, pence) SELECT j.id, a, k, p
        FROM charging_journal j, (VALUES (1110, '', -9999900), (2220, {NORTHFIELD}, 9999900)) v (a, k, p)
        WHERE j.identity = 'test/planted'""", "no credit is below zero on any day"),
    _one("a receipt is dated back", "charging_journal",
         "UPDATE charging_journal SET dated_on = '2026-06-20' WHERE identity = 'receipt/BACS 1'",
         "no entry came after its month was closed"),
    _one("the books have another cost", "charging_posting",
         "UPDATE charging_posting SET pence = pence + CASE account WHEN 5100 THEN 1 ELSE -1 END WHERE journal_id = "
         "(SELECT id FROM charging_journal WHERE identity = 'costs/2026-06')", BOOKS),
    _one("a contribution is another", "charging_contribution",
         "UPDATE charging_contribution SET pence = pence + 1 WHERE due_on = '2026-06-01' "
         f"AND partner_key = {NORTHFIELD}",
         "the books have what was called in"),
    _one("an event is of more", "metering_usageevent",
         "UPDATE metering_usageevent SET quantity = 5 WHERE id = (SELECT min(id) FROM metering_usageevent)", EVENT),
    _one("an event is on another day", "metering_usageevent",
         "UPDATE metering_usageevent SET day = day + 1 WHERE id = (SELECT min(id) FROM metering_usageevent)",
         "an event is on its day"),
    _one("an event counts twice", "metering_usageevent", """
        ALTER TABLE metering_usageevent DROP CONSTRAINT usage_event_counts_once_for_ever;
        INSERT INTO metering_usageevent (source, identity, partner_key, unit, subject, quantity, at, day, digest)
        SELECT source, identity, partner_key, unit, subject, quantity, at, day, digest FROM metering_usageevent
        ORDER BY id LIMIT 1""", "an event counts once"),
    _one("an event takes back what nobody used", "metering_usageevent", """
        ALTER TABLE metering_usageevent DROP CONSTRAINT IF EXISTS usage_event_quantity_is_above_zero,
            DROP CONSTRAINT IF EXISTS usage_event_below_zero_names_what_it_corrects;
        UPDATE metering_usageevent SET quantity = -1 WHERE id = (SELECT min(id) FROM metering_usageevent)""",
        EVENT, "usage below zero names its original"),
    _one("a conflict is with another event", "metering_eventconflict",
         "UPDATE metering_eventconflict SET first_id = (SELECT min(id) FROM metering_usageevent)",
         "a conflict is with an event that counts"),
    _one("a share of a settlement is another", "charging_settlementshare",
         f"UPDATE charging_settlementshare SET true_up_pence = true_up_pence + 1 WHERE partner_key = {NORTHFIELD}",
         "a settlement's shares add up"),
    _one("a dispute gives back more", "charging_disputeadjustment",
         f"UPDATE charging_disputeadjustment SET pence = pence - 1 WHERE partner_key = {NORTHFIELD}",
         "a dispute gives back what others bear"),
    _one("a charge is dearer", "charging_customercharge",
         "UPDATE charging_customercharge SET pence = pence + 1 WHERE charged_pence IS NULL", INCOME, CHARGED, SUMMED,
         OWED, CORRECTED),
    _one("a charge is of more", "charging_customercharge",
         "UPDATE charging_customercharge SET quantity = '99' WHERE charged_pence IS NULL", CHARGED),
    _one("use is of more", "charging_customeruse",
         "UPDATE charging_customeruse SET quantity = quantity + 1 WHERE corrects_id IS NULL", CHARGED),
    _one("a correction is of another charge", "charging_customercharge",
         "UPDATE charging_customercharge SET charged_pence = charged_pence + 1, recomputed_pence = "
         "recomputed_pence + 1 WHERE charged_pence IS NOT NULL", CORRECTED, CHARGED),
    _one("a pool has more income", "charging_pooltotal",
         f"UPDATE charging_pooltotal SET income_pence = income_pence + 1 WHERE {OWN_LINE}", INCOME, COSTS),
    _one("an invoice asks for more", "charging_customerinvoice",
         "UPDATE charging_customerinvoice SET net_pence = net_pence + 5, tax_pence = tax_pence + 1 WHERE sequence = 1",
         SUMMED, OWED),
    _one("an invoice is taxed otherwise", "charging_customerinvoice",
         "UPDATE charging_customerinvoice SET tax_pence = tax_pence + 1 WHERE sequence = 1", SUMMED, TAXED, OWED),
    _one("a word of an invoice is another", "charging_customerinvoice",
         "UPDATE charging_customerinvoice SET figures = jsonb_set(figures, '{buyer,name}', '\"x\"') WHERE sequence = 1",
         "an invoice is what was issued"),
    _one("a customer is paid back what it never paid", "charging_posting",
         "INSERT INTO charging_journal (identity, dated_on, words, digest, made_at) "
         "VALUES ('refund/planted', '2028-01-10', 'Planted', 'x', '2028-01-10'); "
         "INSERT INTO charging_posting (journal_id, account, partner_key, customer_id, pence) "
         "SELECT j.id, 1230, '', c.id, 50000 FROM charging_journal j, charging_customer c "
         "WHERE j.identity = 'refund/planted' UNION ALL "
         "SELECT id, 1110, '', NULL, -50000 FROM charging_journal WHERE identity = 'refund/planted'",
         "no customer was paid back more than its credit"),
    _one("an invoice is gone from the sequence", "charging_customerinvoice",
         "UPDATE charging_customerinvoice SET sequence = 7 WHERE sequence = 1", "invoices are numbered without a gap"),
    _one("a file is another", "charging_statementfile", "UPDATE charging_statementfile SET content = 'x'",
         "a file is what was drawn"),
    _one("a leaver is asked for less", "charging_contribution",
         "UPDATE charging_contribution SET pence = pence - 1 WHERE id = (SELECT min(id) FROM charging_contribution "
         "WHERE changed_by_id IS NOT NULL)",
         "what changes a contribution is in its entry", "who has left has paid what it bore"),
    _one("an exit comes to more", "charging_exit",
         "UPDATE charging_exit SET credit_pence = credit_pence + 1, net_pence = net_pence + 1",
         "an exit is what was posted"),
    _one("an exit has another document", "charging_exit", "UPDATE charging_exit SET pdf = 'x'",
         "an exit's document is what was drawn"),
    _one("a successor holds less than went on", "charging_posting",
         f"UPDATE charging_posting SET pence = pence + 1 WHERE partner_key = {NORTHFIELD} AND journal_id = "
         "(SELECT id FROM charging_journal WHERE identity = 'merger/NF/2026-11-01')",
         "a merger makes and loses nothing", "a journal balances", "the trial balance is zero"),
    _one("more was approved than went on", "charging_carryover",
         "UPDATE charging_carryover SET figures = jsonb_set(figures, '{held,0,2}', '-1999')",
         "what went on is what was approved"),
    _one("books went on from another month", "charging_succession",
         "UPDATE charging_succession SET from_on = '2026-12-01'", "books go on as two people agreed"),
    _one("who merged is asked for money", "charging_posting", f"""{ENTRY}
        INSERT INTO charging_posting (journal_id, account, partner_key, pence) SELECT j.id, a, k, p
        FROM charging_journal j, (VALUES (1110, '', -100), (1210, {BIRCH}, 100)) v (a, k, p)
        WHERE j.identity = 'test/planted'""", "whose books went on holds nothing"),
    _one("a guard is off", "", "ALTER TABLE charging_line DISABLE TRIGGER USER", "no guard of the tables is off"),
    _one("a wall is down", "", "ALTER TABLE charging_line NO FORCE ROW LEVEL SECURITY",
         "no partner reads another's rows"),
]  # fmt: skip

THE_RENT = f"period_id = {JUNE} AND pool_id = (SELECT id FROM charging_pool WHERE code = 'rent')"
HR, DP = THE_RENT.replace("rent", "hr"), THE_RENT.replace("rent", "dp")
AGREED, BOUND = "an agreed share is what its line weighs", "a share keeps its floor and its ceiling"
BEFORE, TO_DATE = "pence over the months rest on the months before", "pence over the months are fair to date"
PASSED, SERVED = (
    "what services pass on to each other adds up to nothing",
    "a service shares its own cost, what came and not what went",
)

OF_KEYS = [
    _one("an agreed share is another", "charging_keyversion",
         "UPDATE charging_keyversion SET rule = jsonb_set(rule, '{fixed,northfield}', '\"3\"') WHERE rule ? 'fixed'",
         AGREED),
    _one("a penny of a month in the middle moves", "charging_line",
         f"UPDATE charging_line SET pence = pence + CASE partner_key WHEN {NORTHFIELD} THEN 1 ELSE -1 END "
         f"WHERE {THE_RENT}", SAYS, TO_DATE),
    _one("the months before come to more", "charging_pooltotal",
         "UPDATE charging_pooltotal SET basis = jsonb_set(basis, '{over_months,so_far_pence}', '101') "
         f"WHERE {THE_RENT}", BEFORE, TO_DATE),
    _one("a floor is higher", "charging_keyversion",
         "UPDATE charging_keyversion SET rule = jsonb_set(rule, '{floor,everybody}', '30001') WHERE rule ? 'floor'",
         BOUND),
    _one("a service keeps more of its cost", "charging_pooltotal",
         f"UPDATE charging_pooltotal SET basis = jsonb_set(basis, '{{support,own_pence}}', '1') WHERE {HR}",
         COSTS, PASSED, SERVED),
    _one("a service sends less than comes", "charging_pooltotal",
         f"UPDATE charging_pooltotal SET basis = jsonb_set(basis, '{{support,went,dp}}', '1') WHERE {HR}", SERVED),
]  # fmt: skip

"""A partner that has left is archived, can be brought back, and is erased by two operators without a trace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from apps.partnership.errors import (
    CodeNotTyped,
    ErasureAlreadyMoved,
    KeptTooShort,
    SecondOperatorNeeded,
    StillAtWork,
    StillKept,
    StillTheirLastDays,
)
from apps.partnership.operations.archiving import (
    archive_partner,
    ask_for_archive,
    ask_for_return,
    close_doors_for_good,
)
from apps.partnership.operations.erasing import ErasureTerms, approve_erasure, ask_for_erasure, withdraw_erasure
from apps.partnership.operations.leaving import Notice, call_partner_back, give_notice
from apps.partnership.operations.onboarding import apply_to_join
from guildhall.access.models import User
from guildhall.kernel import SYSTEM
from guildhall.metering.models import UsageEvent
from guildhall.notices.enclosures.models import Letter
from tenants.archives.manifest import Entry
from tenants.archives.reading import open_archive
from tenants.archives.writing import write_archive
from tenants.context import as_owner, inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.erasure_records import is_genuine
from tenants.errors import PartnerCodeRefused, PartnerNotReady
from tenants.files import file_of, folder_of
from tenants.holdings import FATES, holdings
from tenants.models import Erasure, Partner
from tenants.traces import traces_of
from tests.cast import ADAM, CASEY, MONDAY_9AM, NORTHFIELD, OSKAR, RITA, after
from tests.house.holdings import northfields_own

TODAY = MONDAY_9AM.date()
CANARIES = ("rita@northfield", "Rita Osei", "Ward sister", "adam@northfield", "Adam Reid", "Mia Ward")
TERMS = ErasureTerms(code="northfield", purpose="They left, and asked for it.")


@pytest.fixture
def partner(northfield, settings, tmp_path):
    """Northfield as the cast has it; the test is on the platform."""
    settings.MEDIA_ROOT = tmp_path / "files"
    with on_the_platform():
        yield northfield


@pytest.fixture
def busy(partner) -> Partner:
    """Northfield with a hire, accounts, books and a file besides."""
    with inside(partner):
        northfields_own(partner)
    deliver_everything_waiting(at=MONDAY_9AM)
    connection.check_constraints()  # what commits would have checked by now: tables with checks pending do not drop
    folder_of(partner).mkdir(parents=True)
    (folder_of(partner) / "lease.txt").write_text("a lease of Rita Osei")
    return partner


@pytest.fixture
def archived(partner, operator) -> Partner:
    give_notice(partner_id=partner.id, notice=Notice(TODAY, "They merge."), by=operator, at=MONDAY_9AM)
    close_doors_for_good(partner_id=partner.id, kept_until=TODAY, by=operator, at=after(hours=1))
    deliver_everything_waiting(at=after(hours=1))
    partner.refresh_from_db()
    return partner


@pytest.fixture
def erased(busy, archived, operator, second_operator) -> Erasure:
    asked = ask_for_erasure(partner_id=archived.id, terms=TERMS, by=operator, at=after(hours=2))
    approve_erasure(erasure_id=asked.id, code="northfield", by=second_operator, at=after(hours=3))
    deliver_everything_waiting(at=after(hours=3))
    archived.refresh_from_db()
    return Erasure.objects.get(id=asked.id)


def test_an_archive_is_written_while_the_partner_works_on(partner, operator):
    asked = ask_for_archive(partner_id=partner.id, by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    asked.refresh_from_db()
    partner.refresh_from_db()
    with open_archive(file_of(asked), receipt=asked.digest) as archive:
        assert archive.manifest.rows == asked.rows
    assert (asked.state, partner.state) == ("ready", "live")


def test_doors_are_not_closed_for_good_before_the_last_day(partner, operator):
    give_notice(partner_id=partner.id, notice=Notice(date(2026, 6, 30), "x"), by=operator, at=MONDAY_9AM)

    with pytest.raises(StillTheirLastDays, match="works here until 30 June 2026"):
        close_doors_for_good(partner_id=partner.id, kept_until=date(2026, 7, 30), by=operator, at=MONDAY_9AM)


def test_data_are_kept_until_today_at_least(partner, operator):
    give_notice(partner_id=partner.id, notice=Notice(TODAY, "x"), by=operator, at=MONDAY_9AM)

    with pytest.raises(KeptTooShort):
        close_doors_for_good(partner_id=partner.id, kept_until=date(2026, 5, 31), by=operator, at=MONDAY_9AM)


def test_an_archived_partner_has_its_home_out_of_reach_and_a_receipt(archived, mailoutbox):
    final = archived.archives.get(is_final=True)

    assert (archived.state, final.state, archived.archived_at) == ("archived", "ready", after(hours=1))
    receipts = [(mail.to, final.digest in mail.body) for mail in mailoutbox if "receipt" in mail.subject]
    assert receipts == [([ADAM.email], True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"%{archived.schema_name}"])
        assert cursor.fetchall() == [(f"zz_{archived.schema_name}",)]


def test_a_home_is_not_put_away_while_letters_wait(partner, operator):
    give_notice(partner_id=partner.id, notice=Notice(TODAY, "x"), by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM, partner_key="")
    asked = close_doors_for_good(partner_id=partner.id, kept_until=TODAY, by=operator, at=MONDAY_9AM)
    asked.state, asked.ready_at, asked.digest = "ready", MONDAY_9AM, "0" * 64
    asked.save()
    with inside(partner):
        from_the_notice = Letter.objects.filter(template="partner_notice_given", sent_at=None).count()

    with as_owner(), pytest.raises(StillAtWork, match="1 deliveries of Northfield"):
        archive_partner(archive_id=asked.id, by=SYSTEM, at=MONDAY_9AM)
    assert from_the_notice == 1


def test_an_archived_partner_comes_back_whole(busy, archived, operator):
    before = archived.archives.get(is_final=True).rows
    ask_for_return(partner_id=archived.id, reason="They stay.", by=operator, at=after(days=1))
    deliver_everything_waiting(at=after(days=1))
    call_partner_back(partner_id=archived.id, reason="They stay.", by=operator, at=after(days=1))

    again = ask_for_archive(partner_id=archived.id, by=operator, at=after(days=2))
    deliver_everything_waiting(at=after(days=2))

    archived.refresh_from_db()
    again.refresh_from_db()
    assert (archived.state, archived.archived_at, archived.leaves_on) == ("suspended", None, None)
    assert again.rows >= before


@pytest.mark.parametrize(("code", "words"), [("eastmoor", "Type the code northfield"), ("", "Type the code")])
def test_the_code_is_typed_to_ask_for_an_erasure(archived, operator, code, words):
    with pytest.raises(CodeNotTyped, match=words):
        ask_for_erasure(partner_id=archived.id, terms=ErasureTerms(code, "x"), by=operator, at=after(days=1))


def test_nobody_is_erased_who_has_not_been_archived(partner, operator):
    with pytest.raises(PartnerNotReady, match="is live, so it cannot be erased"):
        ask_for_erasure(partner_id=partner.id, terms=TERMS, by=operator, at=MONDAY_9AM)


def test_nobody_is_erased_while_their_data_are_kept(archived, operator):
    Partner.objects.filter(id=archived.id).update(kept_until=date(2026, 8, 1))

    with pytest.raises(StillKept, match="are kept until 1 August 2026"):
        ask_for_erasure(partner_id=archived.id, terms=TERMS, by=operator, at=after(days=1))


def test_who_asks_for_an_erasure_does_not_approve_it(archived, operator, second_operator):
    asked = ask_for_erasure(partner_id=archived.id, terms=TERMS, by=operator, at=after(days=1))

    with pytest.raises(SecondOperatorNeeded, match="Ask another operator"):
        approve_erasure(erasure_id=asked.id, code="northfield", by=operator, at=after(days=1))
    with pytest.raises(CodeNotTyped):
        approve_erasure(erasure_id=asked.id, code="", by=second_operator, at=after(days=1))


def test_a_withdrawn_erasure_cannot_be_approved(archived, operator, second_operator):
    asked = ask_for_erasure(partner_id=archived.id, terms=TERMS, by=operator, at=after(days=1))
    withdraw_erasure(erasure_id=asked.id, by=operator, at=after(days=1))

    with pytest.raises(ErasureAlreadyMoved):
        approve_erasure(erasure_id=asked.id, code="northfield", by=second_operator, at=after(days=1))


def test_an_erased_partner_has_a_signed_record_that_names_what_is_kept(erased, archived):
    kept = {one.table for one in holdings() if one.fate.kept}

    assert (archived.state, erased.state, is_genuine(erased)) == ("erased", "done", True)
    assert set(erased.record["kept"]) <= kept
    assert (
        erased.record["kept"]["metering_usageevent"]["rows"]
        == UsageEvent.objects.filter(partner_key=archived.schema_name).count()
    )
    assert erased.record["rows before"]["recruitment_vacancy"] == 1
    assert (erased.record["asked for"]["by"], erased.record["approved"]["by"]) == ("Oskar Lindqvist", "Olga Brandt")
    erased.record["purpose"] = "Another."
    assert not is_genuine(erased)


def test_an_erasure_leaves_no_row_file_key_or_job(erased, archived, settings):
    found = {table: words for table, words in _everywhere(CANARIES).items() if words}
    keyed = {table for table, words in _everywhere([archived.schema_name]).items() if words}

    assert found == {}
    kept = {f"public.{one.table}" for one in holdings() if one.fate.kept}
    assert keyed - kept == {"public.tenants_partner", "public.tenants_erasure", "public.charging_closemanifest"}
    with as_owner():
        assert traces_of(archived) == []
    assert [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()] == []


def test_who_belonged_nowhere_else_is_forgotten_and_others_stay(erased):
    assert User.objects.filter(email__in=[RITA.email, ADAM.email]).count() == 0
    assert User.objects.filter(email__in=[OSKAR.email, CASEY.email]).count() == 2


def test_an_erasure_takes_nothing_of_the_other_partner(archived, operator, second_operator, eastmoor, tmp_path):
    before = _rows_of(eastmoor, tmp_path)
    asked = ask_for_erasure(partner_id=archived.id, terms=TERMS, by=operator, at=after(hours=2))

    approve_erasure(erasure_id=asked.id, code="northfield", by=second_operator, at=after(hours=3))
    deliver_everything_waiting(at=after(hours=3))

    assert Erasure.objects.get(id=asked.id).state == "done"
    assert _rows_of(eastmoor, tmp_path) == before


def test_the_code_of_an_erased_partner_rests_for_a_year(erased, operator):
    again = NORTHFIELD.__class__(**{**vars_of(NORTHFIELD), "letters": "NX"})

    with pytest.raises(PartnerCodeRefused, match="rests until 1 June 2027"):
        apply_to_join(application=again, by=operator, at=after(days=30))
    assert apply_to_join(application=again, by=operator, at=after(days=365)).state == "applied"


def test_an_append_only_row_goes_with_its_partner_and_in_no_other_way(partner):
    with as_owner(), connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("SELECT set_config('guildhall.erasing', 't_another', true)")
        cursor.execute("DELETE FROM audit_auditentry WHERE partner_key = %s", [partner.schema_name])


def test_every_shared_table_of_partners_says_what_becomes_of_its_rows():
    named = {one.table for one in holdings()}

    assert named - set(FATES) == set(), "Say in tenants/holdings.py whether it is archived, brought back, kept."
    assert set(FATES) - named == set()


def vars_of(application) -> dict[str, object]:
    return {name: getattr(application, name) for name in application.__dataclass_fields__}


def _everywhere(words) -> dict[str, list[str]]:
    """Which of the words stand in which table of the whole database."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT') AND"
            " n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{schema}"."{table}" AS t')
            (content,) = cursor.fetchone()
            found[f"{schema}.{table}"] = [word for word in words if word in content]
    return found


def _rows_of(partner: Partner, folder: Path) -> tuple[Entry, ...]:
    write_archive(partner, folder / "theirs.zip", at=MONDAY_9AM)
    with open_archive(folder / "theirs.zip") as archive:
        return archive.manifest.entries

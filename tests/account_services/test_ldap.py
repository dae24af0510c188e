"""A real directory: made switched off, given a secret, switched on, read back by entryUUID."""

from __future__ import annotations

import pytest
from ldap3 import MODIFY_REPLACE

from apps.account_services.connectors import ConnectorFault, Move, Wanted, connector_for
from apps.account_services.connectors.ldap import LdapConnector
from apps.account_services.models import Account, TargetSystem, Task
from apps.account_services.operations import TargetTerms, add_target_system
from apps.account_services.operations.working import lease_task
from apps.account_services.robot import act, work_everything_due, work_request
from apps.account_services.rules.days import switch_on_at
from apps.account_services.states import TargetKind
from guildhall.kernel import SYSTEM
from guildhall.metering.units import Unit
from tests.account_services import slapd
from tests.account_services.slapd import Directory
from tests.account_services.stories import SIXTH_OF_JULY, approved
from tests.cast import MONDAY_9AM, after
from tests.evidence import usage_of

pytestmark = pytest.mark.skipif(bool(slapd.why_not()), reason=slapd.why_not() or "it can")
CASEY = Wanted("casey.morgan", "Casey Morgan", "casey@candidate.example", enabled=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with slapd.running(tmp_path_factory.mktemp("slapd") / "it") as directory:
        yield directory


@pytest.fixture
def directory(server: Directory) -> Directory:
    """The server with nobody in it."""
    with server.connection() as admin:
        for login in server.logins():
            admin.delete(f"uid={login},{server.base}")
    return server


@pytest.fixture
def connector(directory) -> LdapConnector:
    return LdapConnector(
        address=directory.address,
        base=directory.base,
        bind_name=directory.bind_name,
        credential=directory.credential,
    )


def terms_of(directory: Directory, **changes: str) -> TargetTerms:
    told = {
        "address": directory.address,
        "base": directory.base,
        "bind_name": directory.bind_name,
        "credential": directory.credential,
    }
    return TargetTerms("Active staff", TargetKind.LDAP, **(told | changes))


@pytest.fixture
def ldap_target(northfield, administrator, directory) -> TargetSystem:
    return add_target_system(terms=terms_of(directory), by=administrator, at=MONDAY_9AM)


def set_secret(directory: Directory, login: str, secret: str) -> None:
    """Choose a secret for an entry and leave it locked as it was: a new secret unlocks, says the password policy."""
    name = f"uid={login},{directory.base}"
    with directory.connection() as admin:
        locked = directory.entry(login).get("pwdAccountLockedTime")
        admin.modify(name, {"userPassword": [(MODIFY_REPLACE, [secret])]})
        if locked:
            admin.modify(name, {"pwdAccountLockedTime": [(MODIFY_REPLACE, ["000001010000Z"])]})


def test_a_joiner_stands_switched_off_and_can_sign_in_only_from_the_first_day(
    northfield, ldap_target, directory, timed_by_hand, account_approver
):
    request = approved(account_approver)

    work_everything_due(at=MONDAY_9AM)

    entry = directory.entry("casey.morgan")
    assert (entry["cn"], entry["sn"], entry["givenName"]) == (["Casey Morgan"], ["Morgan"], ["Casey"])
    assert [Account.objects.get().remote_id] == entry["entryUUID"]
    assert sorted(usage_of(northfield)) == [(Unit.ACCOUNT_PREPARED, 1), (Unit.ROBOT_MINUTES, 32)]
    set_secret(directory, "casey.morgan", "chosen by casey")
    assert not directory.may_sign_in("casey.morgan", "chosen by casey")

    work_everything_due(at=switch_on_at(SIXTH_OF_JULY))

    request.refresh_from_db()
    assert request.state == "completed"
    assert directory.may_sign_in("casey.morgan", "chosen by casey")


def test_killed_after_acting_there_is_still_one_entry(northfield, ldap_target, directory, account_approver):
    request = approved(account_approver)
    act(lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM))  # and here the worker dies

    work_request(request.id, at=after(minutes=5))

    assert directory.logins() == ["casey.morgan"]
    assert Task.objects.get(step="create").state == "skipped"


def test_with_a_wrong_credential_it_goes_to_a_person_after_five_tries(
    northfield, administrator, directory, account_approver
):
    add_target_system(terms=terms_of(directory, credential="wrong"), by=administrator, at=MONDAY_9AM)
    approved(account_approver)

    tried = [work_everything_due(at=after(minutes=minutes)) for minutes in (0, 0, 1, 6, 21, 80, 81, 600)]

    task = Task.objects.get(step="create")
    assert tried == [1, 0, 1, 1, 1, 0, 1, 0]
    assert (task.state, task.attempts) == ("needs_human", 5)
    assert task.reason == "The directory refused our name or credential. Enter the credential again."
    assert directory.logins() == []


def test_a_directory_that_is_away_is_said_to_be_away(directory):
    nobody = LdapConnector(address="ldap://127.0.0.1:9", base="dc=x", bind_name="cn=x", credential="x")

    with pytest.raises(ConnectorFault, match="did not answer"):
        nobody.look(login="casey.morgan")


def test_an_entry_is_found_by_its_id_after_a_rename(directory, connector):
    made = connector.apply(Move.CREATE_OFF, CASEY, None)
    with directory.connection() as admin:
        admin.modify_dn(f"uid=casey.morgan,{directory.base}", "uid=casey.hill")

    found = connector.read_back(made.remote_id)

    assert (found.login, found.remote_id) == ("casey.hill", made.remote_id)


def test_every_move_is_read_back_from_the_server(directory, connector):
    made = connector.apply(Move.CREATE_OFF, CASEY, None)
    with_secret = connector.apply(Move.SET_SECRET, CASEY, made)
    on = connector.apply(Move.SWITCH_ON, CASEY, with_secret)
    off = connector.undo(on.remote_id)

    states = [(seen.enabled, seen.has_secret) for seen in (made, with_secret, on, off)]

    assert states == [(False, False), (False, True), (True, True), (False, True)]


def test_an_entry_that_is_there_twice_is_refused_by_the_server(directory, connector):
    connector.apply(Move.CREATE_OFF, CASEY, None)

    with pytest.raises(ConnectorFault, match="taken in the directory"):
        connector.apply(Move.CREATE_OFF, CASEY, None)


def test_a_name_cannot_break_out_of_a_filter(directory, connector):
    connector.apply(Move.CREATE_OFF, CASEY, None)

    assert connector.look(login="*") is None
    assert connector.look(login="casey.morgan)(objectClass=*") is None


def test_all_that_stands_there_is_listed_a_page_at_a_time(directory, connector):
    for letter in "abc":
        connector.apply(Move.CREATE_OFF, Wanted(f"{letter}.one", f"{letter} One", "", enabled=False), None)

    first = connector.list_page(limit=2)
    second = connector.list_page(after=first[-1].login, limit=2)

    assert [[seen.login for seen in page] for page in (first, second)] == [["a.one", "b.one"], ["c.one"]]


def test_the_credential_is_sealed_in_the_row(ldap_target, directory):
    row = TargetSystem.objects.get()

    assert directory.credential not in row.sealed_credential
    assert connector_for(row).credential == directory.credential

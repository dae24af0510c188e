"""The figures in docs/performance.md are those of bench/results.json, and neither was written by hand."""

from __future__ import annotations

import json

from django.conf import settings

from bench.report import as_markdown, read_soak
from bench.results import Result
from bench.soaked import Page, Soaked

RESULTS = settings.PROJECT / "bench" / "results.json"


def test_the_page_is_what_the_bench_makes_of_its_results():
    results = [Result(**row) for row in json.loads(RESULTS.read_text())]

    assert (settings.PROJECT / "docs" / "performance.md").read_text() == as_markdown(
        results, soaked=read_soak(settings.PROJECT)
    )


def test_a_ratio_says_how_many_times_dearer_the_baseline_is():
    result = Result.of(
        "Building", unit="s", ours=[0.1, 0.3, 0.2], baseline=[1.0, 0.9], against="another", ground="here"
    )

    assert (result.ours, result.ours_minimum, result.ours_times) == (0.2, 0.1, 3)
    assert (result.baseline, result.baseline_minimum, result.baseline_times) == (0.95, 0.9, 2)
    assert result.ratio == 4.75


def test_a_home_is_built_many_times_faster_than_by_migrating():
    rows = {
        row["baseline_name"]: row for row in json.loads(RESULTS.read_text()) if row["name"] == "Provisioning a partner"
    }

    assert rows["django-tenants"]["ratio"] > 5
    assert rows["django-tenants"]["ours_times"] >= 20


def test_migrating_a_thousand_homes_is_many_times_faster_than_by_either_baseline():
    ratios = {
        (row["name"].split(",")[0], row["baseline_name"]): row["ratio"]
        for row in json.loads(RESULTS.read_text())
        if row["name"].endswith("1,000 homes")
    }

    assert len(ratios) == 4
    assert min(ratio for (name, _), ratio in ratios.items() if name == "One migration") > 5
    assert min(ratio for (name, _), ratio in ratios.items() if name == "Nothing to migrate") > 100


def test_what_a_soak_found_is_told_with_every_kind_of_request_and_every_fault():
    soaked = Soaked(
        partners=700, built_seconds=150.0, home_p95_seconds=0.27, people=16, hosts=120, minutes=5.0,
        requests_a_second=21.5, pages=(Page("recruiter: home", 1200, 1, 40, 90, 200),),
        errors=("1 × recruiter: home: 503 at /",), web_mb_before=140, web_mb_after=160, backend_mb_max=31.0,
        backends=8, ground="here",
    )  # fmt: skip

    told = soaked.as_markdown()

    assert Soaked.of(json.loads(json.dumps(soaked.plain))) == soaked
    assert "700 partners, brought in from one file in 2.5 minutes (one home: p95 0.27 s)" in told
    assert "| recruiter: home | 1,200 | 1 | 40 ms | 90 ms | 200 ms |" in told
    assert "- 1 × recruiter: home: 503 at /" in told

"""The folder called `platform` is a source root and never a package."""

import subprocess
import sys

from tests.house.plan import ROOT


def test_the_platform_folder_holds_one_package_and_no_module():
    inside = sorted(path.name for path in (ROOT / "platform").iterdir() if not path.name.endswith(".egg-info"))

    assert inside == ["guildhall"], "platform/ holds the package guildhall and nothing else: move the rest into it."


def test_a_fresh_interpreter_at_the_root_still_finds_the_standard_platform_module():
    asked = "import platform, uuid; print(platform.system(), uuid.uuid4().version)"

    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert answer.stdout.split()[1] == "4"


def test_nothing_stands_at_the_top_but_what_the_plan_names():
    named = {
        "platform", "tenants", "apps", "templates", "static", "tests", "manage.py", "pyproject.toml", "Dockerfile",
        "docs", "bench", "Makefile", "README.md", "CHANGELOG.md", "LICENSE", "requirements.txt", "requirements-dev.txt",
    }  # fmt: skip
    found = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    tops = {path.split("/")[0] for path in found if path and not path.startswith(".")}

    assert tops - named == set(), "The top level is fixed: find the room that these belong to."

"""The image, read with care, since nothing here can build it."""

import re

from tests.house.plan import ROOT

TEXT = (ROOT / "Dockerfile").read_text()
SPOKEN = re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE).replace("\\\n", " ")
LINES = [" ".join(line.split()) for line in SPOKEN.splitlines() if line.strip()]
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()


def _said(word: str) -> list[str]:
    return [line.removeprefix(f"{word} ") for line in LINES if line.startswith(f"{word} ")]


def test_every_stage_begins_from_one_exactly_named_image():
    images = {line.split(" ")[0] for line in _said("FROM")}

    assert len(_said("FROM")) == 2, "Build in one stage, run in another."
    assert len(images) == 1, "Both stages need the same Python."
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-[a-z]+", image) for image in images), "Pin it; never latest."


def test_it_runs_as_somebody_who_is_not_root():
    last = SPOKEN.rsplit("FROM ", 1)[1]

    assert re.findall(r"^USER (\S+)$", last, re.MULTILINE) == ["10001"]
    assert "sudo" not in TEXT


def test_it_says_how_it_is_and_serves_by_default():
    assert ["/livez" in line for line in _said("HEALTHCHECK")] == [True]
    assert ["gunicorn" in line for line in _said("CMD")] == [True]


def test_it_holds_no_secret_and_asks_for_what_it_needs():
    given = " ".join([*_said("ENV"), *_said("ARG")])

    assert re.findall(r"\w*(?:SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL)\w*", given) == []
    assert [name for name in ("DATABASE_URL", "GUILDHALL_SECRET_KEY", "GUILDHALL_BASE_HOST") if name not in TEXT] == []


def test_it_installs_what_runs_and_only_by_its_hash():
    assert [line for line in _said("RUN") if "pip install" in line and "--require-hashes" not in line] == []
    assert "requirements-dev" not in TEXT


def test_it_copies_what_there_is_and_what_the_context_lets_through():
    copied = [part for line in _said("COPY") if "--from=" not in line for part in line.split(" ")[:-1]]

    assert [part for part in copied if not (ROOT / part).exists()] == []
    assert [part for part in copied if f"!{part}" not in IGNORED] == [], "Let it through in .dockerignore."


def test_it_tells_of_no_setting_that_the_settings_do_not_read():
    told = set(re.findall(r"(?<![\w.])(?:GUILDHALL|EMAIL|DATABASE|BROKER)_[A-Z_]+", TEXT))
    read = "".join(
        (ROOT / "platform/guildhall" / part).read_text() for part in ("config/settings.py", "database/embedded.py")
    )

    assert [name for name in sorted(told) if f'"{name}"' not in read] == []

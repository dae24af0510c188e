"""Settings from the environment: read as they are meant, or refused by name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from guildhall.config import env


def test_a_database_is_named_by_its_host():
    read = env.database("postgresql://us:a%40b@db.example:5433/guildhall")

    assert read == {"NAME": "guildhall", "USER": "us", "PASSWORD": "a@b", "HOST": "db.example", "PORT": "5433"}


def test_a_database_is_named_by_its_sockets_folder():
    read = env.database("postgresql://us@/guildhall?host=/run/postgresql")

    assert read == {"NAME": "guildhall", "USER": "us", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": ""}


@pytest.mark.parametrize("url", ["mysql://us@db.example/guildhall", "postgresql://db.example", "guildhall"])
def test_what_is_no_database_is_refused_with_the_shape_that_is(url):
    with pytest.raises(ImproperlyConfigured, match="postgresql://user:secret@host:port/name"):
        env.database(url)


def test_an_option_that_would_be_ignored_is_refused():
    with pytest.raises(ImproperlyConfigured, match="takes no sslmode"):
        env.database("postgresql://us@db.example/guildhall?sslmode=require")


def test_what_is_missing_is_named_with_its_purpose(monkeypatch):
    monkeypatch.delenv("GUILDHALL_SECRET_KEY", raising=False)

    with pytest.raises(
        ImproperlyConfigured,
        match=r"^Set GUILDHALL_SECRET_KEY, or GUILDHALL_SECRET_KEY_FILE: it signs sessions and codes\.$",
    ):
        env.required("GUILDHALL_SECRET_KEY", purpose="it signs sessions and codes")


@pytest.mark.parametrize(("said", "meant"), [("", True), ("no", False), ("Off", False), ("1", True)])
def test_yes_and_no_are_read_as_people_write_them(monkeypatch, said, meant):
    monkeypatch.setenv("GUILDHALL_TRIAL", said)

    assert env.flag("GUILDHALL_TRIAL", default=True) is meant


def test_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("GUILDHALL_TRIAL", "maybe")

    with pytest.raises(ImproperlyConfigured, match="GUILDHALL_TRIAL is yes or no, not “maybe”"):
        env.flag("GUILDHALL_TRIAL", default=True)


def test_a_value_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("of fifty characters\n")
    monkeypatch.setenv("GUILDHALL_TRIAL_FILE", str(tmp_path / "secret"))

    assert env.required("GUILDHALL_TRIAL", purpose="a trial") == "of fifty characters"


def test_a_value_given_twice_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("GUILDHALL_TRIAL", "one")
    monkeypatch.setenv("GUILDHALL_TRIAL_FILE", str(tmp_path / "two"))

    with pytest.raises(ImproperlyConfigured, match="GUILDHALL_TRIAL and GUILDHALL_TRIAL_FILE are both set"):
        env.text("GUILDHALL_TRIAL")


def test_a_file_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("GUILDHALL_TRIAL_FILE", str(tmp_path / "lost"))

    with pytest.raises(
        ImproperlyConfigured, match=r"GUILDHALL_TRIAL_FILE is .*lost, which cannot be read: No such file"
    ):
        env.text("GUILDHALL_TRIAL")


def test_several_values_stand_on_lines_or_between_commas(monkeypatch):
    monkeypatch.setenv("GUILDHALL_TRIAL", "one, two\nthree\n")

    assert env.several("GUILDHALL_TRIAL") == ["one", "two", "three"]

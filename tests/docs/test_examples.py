"""The examples in docstrings and documents run, and say what they say."""

import doctest
import importlib

import pytest

from tests.house.plan import ROOT, SOURCES, where

ALLOWED = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
MODULES = [file for file in SOURCES if ">>> " in file.read_text()]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("file", MODULES, ids=where)
def test_the_examples_of_a_module_hold(file):
    parts = file.relative_to(ROOT).with_suffix("").parts
    name = ".".join(part for part in parts if part not in ("platform", "__init__"))

    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=ALLOWED)

    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize("file", DOCUMENTS, ids=where)
def test_the_examples_of_a_document_hold(file, northfield):
    """They begin in Northfield's home, as the tour does."""
    told = {"partner": northfield}

    failed, _ = doctest.testfile(str(file), module_relative=False, globs=told, optionflags=ALLOWED)

    assert failed == 0


def test_there_are_examples_to_run():
    assert len(MODULES) > 5

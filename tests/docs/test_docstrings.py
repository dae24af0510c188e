"""The examples in docstrings are run where they stand."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.house.plan import ROOT, SOURCES, where


def _module(file: object) -> str:
    return where(file).removeprefix("platform/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


WITH_EXAMPLES = sorted(_module(file) for file in SOURCES if ">>> " in file.read_text())


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_hold(name):
    outcome = doctest.testmod(importlib.import_module(name))

    assert outcome.failed == 0
    assert outcome.attempted > 0, f"{name} has examples that nothing runs: they stand outside a docstring."


def test_there_are_examples():
    assert ROOT.is_dir()
    assert len(WITH_EXAMPLES) > 5

"""Operations say what they promise, who acts and when."""

import ast
import inspect
import re

import pytest

from guildhall import kernel
from guildhall.notices.announcements import KNOWN
from tests.house.plan import marked, trees, where

OPERATIONS = marked("is_operation")
NOBODY_ACTS = {  # the bell-ringer's own bookkeeping, and a pass redeemed before anybody is signed in
    "guildhall.notices.operations.take_delivery",
    "guildhall.notices.operations.finish_delivery",
    "guildhall.notices.operations.fail_delivery",
    "guildhall.notices.operations.confirm_letter_sent",
    "guildhall.access.operations.passing.use_hand_off",
}
EVERY_VERB = sorted(OPERATIONS)
FLOORS = {"operations", "queries", "rules", "gates"}
BANNED = ("process", "handle", "manage", "do", "perform", "update")


@pytest.mark.parametrize("name", EVERY_VERB)
def test_a_verb_takes_keywords_only_and_types_them_all(name):
    signature = inspect.signature(OPERATIONS[name])

    loose = [p.name for p in signature.parameters.values() if p.kind is not p.KEYWORD_ONLY]
    untyped = [p.name for p in signature.parameters.values() if p.annotation is p.empty]

    assert (loose, untyped) == ([], []), "Write `def verb(*, thing_id: ThingId, by: Actor, at: datetime) -> Thing`."
    assert signature.return_annotation is not signature.empty


@pytest.mark.parametrize("name", [name for name in EVERY_VERB if name not in NOBODY_ACTS])
def test_a_verb_says_who_acts_and_when(name):
    missing = {"by", "at"} - set(inspect.signature(OPERATIONS[name]).parameters)

    assert missing == set(), "A verb takes `by: Actor` and `at: datetime` from its door."


@pytest.mark.parametrize("name", EVERY_VERB)
def test_a_verb_opens_with_the_promise_it_keeps(name):
    words = inspect.getdoc(OPERATIONS[name]) or ""

    assert words.split("\n")[0].strip(), "Begin the docstring with the promise, in one sentence."


@pytest.mark.parametrize("name", EVERY_VERB)
def test_the_refusals_that_a_verb_names_exist(name):
    words = inspect.getdoc(OPERATIONS[name]) or ""
    named = words.split("Refuses:")[1].split("Announces:")[0].split("Rule:")[0] if "Refuses:" in words else ""
    known = vars(inspect.getmodule(OPERATIONS[name]))

    missing = [word for word in _capitalised(named) if word not in known and word not in _kernel()]

    assert missing == [], "Import the refusals that the docstring names, or name those that are raised."


@pytest.mark.parametrize("name", EVERY_VERB)
def test_the_announcements_that_a_verb_names_are_set_down(name):
    words = inspect.getdoc(OPERATIONS[name]) or ""
    named = re.findall(r'"(\w+\.\w+)"', words.split("Announces:")[1]) if "Announces:" in words else []

    assert [one for one in named if one not in KNOWN] == [], "Set the name down in the room's announcements.py."


@pytest.mark.parametrize("name", EVERY_VERB)
def test_a_verb_is_not_called_by_a_word_that_says_nothing(name):
    assert not name.rsplit(".", 1)[1].startswith(tuple(f"{word}_" for word in BANNED))


def test_every_step_question_rule_and_gate_says_what_it_promises():
    silent = [
        f"{where(file)}:{node.lineno} {node.name}"
        for file, tree in trees()
        for node in tree.body
        if FLOORS & set(file.with_suffix("").parts)
        and isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == [], "Say in one sentence what it gives or does."


def test_there_are_verbs_to_look_at():
    assert len(EVERY_VERB) > 10


def _capitalised(words: str) -> list[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in words)
    return [word for word in plain.split() if word[0].isupper() and any(c.islower() for c in word) and _camel(word)]


def _camel(word: str) -> bool:
    return sum(letter.isupper() for letter in word) >= 2


def _kernel() -> set[str]:
    return set(vars(kernel))

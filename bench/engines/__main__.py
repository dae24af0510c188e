"""The process of one engine: reads an act and its words from each line, answers with JSON, until the lines end."""

from __future__ import annotations

import json
import sys
from importlib import import_module

import django


def answer_lines(engine_name: str) -> None:
    django.setup()
    engine = import_module(f"bench.engines.{engine_name}_engine")
    for line in sys.stdin:
        act, *words = line.split()
        print(json.dumps(getattr(engine, act)(*words)), flush=True)


answer_lines(sys.argv[1])

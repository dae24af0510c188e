"""Runs schematron rules: they become one stylesheet of XSLT 2.0, which the package saxonche works off."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import pytest

SCH = "{http://purl.oclc.org/dsdl/schematron}"
FATAL = "fatal"


def faults_of(document: bytes, *, rules: Path) -> list[str]:
    """The ids of the fatal rules that a document breaks, in order. Skips, where there is no saxonche."""
    processor, sheet = _stylesheet(rules)
    node = processor.parse_xml(xml_text=document.decode())
    return sheet.transform_to_string(xdm_node=node).split()


@cache
def _stylesheet(rules: Path) -> tuple[Any, Any]:
    saxonche = pytest.importorskip("saxonche", reason="the package saxonche is not installed")
    processor = saxonche.PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=_xslt(rules))


def _xslt(rules: Path) -> str:
    schema = ElementTree.parse(rules).getroot()
    names = " ".join(f"xmlns:{one.get('prefix')}={quoteattr(one.get('uri'))}" for one in schema.iter(f"{SCH}ns"))
    patterns = list(schema.iter(f"{SCH}pattern"))
    calls = "".join(f'<xsl:apply-templates select="/" mode="p{at}"/>' for at in range(len(patterns)))
    body = "".join(_pattern(pattern, f"p{at}") for at, pattern in enumerate(patterns))
    return (
        f'<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" {names}>'
        f'<xsl:output method="text"/><xsl:template match="/">{calls}</xsl:template>{body}</xsl:stylesheet>'
    )


def _pattern(pattern: ElementTree.Element, mode: str) -> str:
    """Of a pattern, the first rule that fits a node is the one that counts; then its children have their turn."""
    deeper = f'<xsl:apply-templates select="@*|*" mode="{mode}"/>'
    rules = list(pattern.iter(f"{SCH}rule"))
    written = [
        f'<xsl:template match={quoteattr(rule.get("context"))} mode="{mode}" priority="{len(rules) - at}">'
        f"{''.join(_assert(one) for one in rule.iter(f'{SCH}assert'))}{deeper}</xsl:template>"
        for at, rule in enumerate(rules)
    ]
    rest = f'<xsl:template match="/|@*|node()" mode="{mode}" priority="0">{deeper}</xsl:template>'
    return "".join([*written, rest])


def _assert(one: ElementTree.Element) -> str:
    if one.get("flag") != FATAL:
        return ""
    broken = quoteattr(f"not({one.get('test')})")
    return f"<xsl:if test={broken}>{one.get('id')}<xsl:text> </xsl:text></xsl:if>"

"""Documents are tagged, and read nothing but our own packaged files."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from guildhall.documents.errors import NotPackaged
from guildhall.documents.pdf import tagged_pdf

PAGE = """<!doctype html><html lang="en-GB"><head><title>Statement NF-2026-06</title>{head}</head>
<body><h1>Statement</h1>{body}</body></html>"""


def test_a_page_becomes_a_tagged_pdf_with_its_language_and_title():
    table = "<table><tr><th scope='col'>Pool</th></tr><tr><td>Desk</td></tr></table>"

    pdf = PdfReader(io.BytesIO(tagged_pdf(PAGE.format(head="", body=table))))

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] is True or pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Statement NF-2026-06"
    assert "/StructTreeRoot" in pdf.trailer["/Root"]


@pytest.mark.parametrize(
    "reach",
    [
        "<img src='file:///etc/hostname' alt=''>",
        "<img src='http://127.0.0.1:9/x.png' alt=''>",
        "<img src='http://169.254.169.254/latest/' alt=''>",
        "<img src='../../pyproject.toml' alt=''>",
        "<img src='no-such-file.png' alt=''>",
        "<img src='packaged://host/app.css' alt=''>",
        "<link rel='stylesheet' href='https://example.org/x.css'>",
        "<style>@import url(file:///etc/hostname);</style>",
        "<div style='background: url(ftp://example.org/x)'>x</div>",
        "<link rel='attachment' href='file:///etc/hostname'>",
    ],
)
def test_a_document_that_reaches_out_is_not_drawn(reach):
    with pytest.raises(NotPackaged, match="A document may use packaged static files and nothing else"):
        tagged_pdf(PAGE.format(head=reach if reach.startswith(("<link", "<style")) else "", body=reach))


def test_where_pango_is_missing_the_answer_says_what_to_install():
    script = (
        "import cffi\n"
        "def missing(*args): raise OSError('no such library')\n"
        "cffi.FFI.dlopen = missing\n"
        "from guildhall.documents.errors import DocumentsUnavailable\n"
        "from guildhall.documents.pdf import tagged_pdf\n"
        "try:\n    tagged_pdf('')\nexcept DocumentsUnavailable as unavailable:\n    print(unavailable)\n"
    )
    project = Path(__file__).resolve().parents[2]
    answer = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": f"{project}:{project / 'platform'}", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.splitlines()[-1] == (
        "PDF files cannot be drawn here: Pango is missing. Install it (Debian: libpango-1.0-0 and "
        "libpangoft2-1.0-0), or print the page itself."
    )

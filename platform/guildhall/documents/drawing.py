"""The drawing itself. Importing this needs Pango on the system, so only `pdf` imports it, when it is asked."""

from __future__ import annotations

import io
import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from guildhall.documents.errors import NotPackaged

PACKAGED = "packaged:///"
"""What a document's addresses are relative to: "logo.svg" is the static file of that name."""


class PackagedFilesOnly(URLFetcher):
    """Serves static files under `packaged:///`, refuses every other address, and remembers what it refused."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        address = urlsplit(url)
        found = None
        if address.scheme == "packaged" and not address.netloc:
            found = finders.find(unquote(address.path).lstrip("/"))
        if not found:
            self.refused.append(url)
            raise NotPackaged(url)
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return URLFetcherResponse(url, io.BytesIO(Path(found).read_bytes()), {"Content-Type": kind})


def draw(html: str) -> bytes:
    """A page as a tagged PDF. One that reaches out is a fault and is not drawn, rather than left with a gap."""
    files = PackagedFilesOnly()
    pdf = HTML(string=html, base_url=PACKAGED, url_fetcher=files).write_pdf(pdf_variant="pdf/ua-1")
    if files.refused:
        raise NotPackaged(files.refused[0])
    return pdf

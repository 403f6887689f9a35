"""Pages go over the line packed, a quarter of their size, whether or not another server stands before ours."""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# What is text; pictures, papers, archives and workbooks are packed by their own kind.
TEXTS = re.compile(r"text/|image/svg\+xml|application/(json|javascript|xml|[\w.-]+\+(json|xml))\b")
REFUSED = re.compile(r"\b(gzip|x-gzip)\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)


class PackedText(GZipMiddleware):
    """Packs whole answers of text for browsers that can unpack them; the framework makes their length say nothing.

    A file of the interface was packed when it was collected, and what streams is an archive already: both pass through.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = TEXTS.match(response.headers.get("Content-Type", ""))
        is_part = response.status_code == 206
        if response.streaming or is_part or not is_text:
            return response
        if REFUSED.search(request.headers.get("Accept-Encoding", "")):
            request.META["HTTP_ACCEPT_ENCODING"] = ""
        return super().process_response(request, response)

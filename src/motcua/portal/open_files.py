"""Files of open data: streamed, packed, in parts; limited by address, and nobody is asked who they are."""

import zlib
from collections.abc import Iterable, Iterator

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_GET

from motcua.opendata.queries import Opened, dataset_by_code, opened
from motcua.opendata.rules.ranges import Span, Unsatisfiable, span_in
from motcua.ui.errors import too_fast

# What is packed inside already.
PACKED = ("parquet",)
# A release may be kept by whoever passes it on, for a day: one that is withdrawn is gone from there then.
KEPT_FOR = 24 * 3600
# The latest one is asked for again sooner.
LATEST_KEPT_FOR = 10 * 60


@login_not_required
@require_GET
def latest(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """A file of the latest release."""
    return _answer(request, code, name, None)


@login_not_required
@require_GET
def of_release(request: HttpRequest, code: str, number: int, name: str) -> HttpResponseBase:
    """A file of one release, which never changes."""
    return _answer(request, code, name, number)


def _answer(request: HttpRequest, code: str, name: str, number: int | None) -> HttpResponseBase:
    # The library counts what is sent and not what is looked at, unless it is told to.
    if not ratelimit.consume(request, app="allauth.account", action="open_data", limit_get=True):
        return too_fast(request, minutes=1)
    dataset = dataset_by_code(code)
    if dataset is None or (number is not None and number >= 2**31):
        raise Http404
    if dataset.is_withdrawn:
        return HttpResponse(dataset.withdrawn_why, status=410, content_type="text/plain; charset=utf-8")
    found = opened(dataset, name, number=number)
    if found is None:
        raise Http404
    answer = _sent(request, found)
    answer["Cache-Control"] = f"public, max-age={LATEST_KEPT_FOR if number is None else KEPT_FOR}"
    answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _sent(request: HttpRequest, found: Opened) -> HttpResponseBase:
    mark, whole = f'"{found.file.digest}"', Span(0, found.file.size)
    packs = _takes_packed(request, found)
    own = f'"{found.file.digest}-gzip"' if packs else mark
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or {own, f"W/{own}"} & set(known):
        return _headed(HttpResponse(status=304), own)
    if packs:
        answer = StreamingHttpResponse(_packed(found.bytes_of(whole)), content_type=found.file.media_type)
        answer["Content-Encoding"] = "gzip"
        return _named(_headed(answer, own), found)
    try:
        span = _asked_part(request, mark, found.file.size)
    except Unsatisfiable:
        answer_416 = HttpResponse(status=416)
        answer_416["Content-Range"] = f"bytes */{found.file.size}"
        return _headed(answer_416, mark)
    part = span or whole
    response = StreamingHttpResponse(found.bytes_of(part), content_type=found.file.media_type)
    response["Content-Length"] = str(part.size)
    if span is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{found.file.size}"
    return _named(_headed(response, mark), found)


def _takes_packed(request: HttpRequest, found: Opened) -> bool:
    """Whether it is packed on the way: not where a part is asked for, whose places are those of the file itself."""
    takes = [one.strip().partition(";") for one in request.headers.get("Accept-Encoding", "").split(",")]
    allowed = any(name == "gzip" and more.replace(" ", "") not in ("q=0", "q=0.0") for name, _semicolon, more in takes)
    return allowed and "Range" not in request.headers and found.file.format not in PACKED


def _asked_part(request: HttpRequest, mark: str, size: int) -> Span | None:
    """The part that is asked for, if it is still of this file."""
    condition = request.headers.get("If-Range", mark)
    return span_in(request.headers.get("Range", ""), size) if condition == mark else None


def _headed(answer: HttpResponseBase, mark: str) -> HttpResponseBase:
    answer["ETag"] = mark
    answer["Accept-Ranges"] = "bytes"
    return answer


def _named(answer: HttpResponseBase, found: Opened) -> HttpResponseBase:
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.file.name) or ""
    return answer


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()

"""What every answer carries: the Content-Security-Policy (everything from this server) and compression of text."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Styles may stand in a page: charts and meters set their sizes there.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

TEXT = ("text/", "application/json", "image/svg+xml")


class ContentSecurityPolicy:
    """Set the header on every response that has not set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class Compression(GZipMiddleware):
    """Text travels compressed (a page of 100 KB as 13): village lines are slow; files of their own kind as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.status_code != HTTPStatus.OK or not kind.startswith(TEXT):
            return response
        return super().process_response(request, response)

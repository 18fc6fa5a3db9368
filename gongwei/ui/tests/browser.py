"""A Chromium and a server of sample pages for the browser tests: no database, no network beyond this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTINGS = {
    "ROOT_URLCONF": "gongwei.ui.tests.gallery",
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "MIDDLEWARE": [
        "gongwei.config.headers.ContentSecurityPolicy",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Kept(StaticFilesHandler):
    """Static files that the browser keeps between the pages of a test."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        response = super().serve(request)
        response.headers["Cache-Control"] = "max-age=600"
        return response


@contextmanager
def sample_site() -> Iterator[str]:
    """The address of the sample pages, served with their static files."""
    with override_settings(**SETTINGS):
        server = make_server("127.0.0.1", 0, _Kept(WSGIHandler()), _Server, _Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that is installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()

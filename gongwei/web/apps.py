"""Django application ``web``."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Staff pages that cross chapters."""

    name = "gongwei.web"
    label = "web"

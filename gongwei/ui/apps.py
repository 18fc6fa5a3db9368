"""Django application ``ui``."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Frame, components, official forms and lists; renders what ``records`` declares and knows no chapter."""

    name = "gongwei.ui"
    label = "ui"

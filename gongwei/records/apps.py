"""Django application ``records``."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Typed field classes, record bases and their history."""

    name = "gongwei.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

"""Django application ``facts``."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """The columnar mart and the feed of changes that keeps it near the records."""

    name = "gongwei.facts"
    label = "facts"
    default_auto_field = "django.db.models.BigAutoField"

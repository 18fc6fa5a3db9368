"""Django application ``obligations``."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """What is owed to each resident, met or not, and when."""

    name = "gongwei.obligations"
    label = "obligations"
    default_auto_field = "django.db.models.BigAutoField"

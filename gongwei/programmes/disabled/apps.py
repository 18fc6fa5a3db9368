"""Django application ``disabled``: 残疾人健康体检."""

from django.apps import AppConfig


class DisabledConfig(AppConfig):
    """残疾人健康体检."""

    name = "gongwei.programmes.disabled"
    label = "disabled"
    verbose_name = "残疾人健康体检"
    default_auto_field = "django.db.models.BigAutoField"

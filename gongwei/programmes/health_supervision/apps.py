"""Django application ``health_supervision``: chapter 12."""

from django.apps import AppConfig


class HealthSupervisionConfig(AppConfig):
    """卫生监督协管."""

    name = "gongwei.programmes.health_supervision"
    label = "health_supervision"
    verbose_name = "卫生监督协管"
    default_auto_field = "django.db.models.BigAutoField"

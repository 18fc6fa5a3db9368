"""Django application ``health_education``: chapter 2."""

from django.apps import AppConfig


class HealthEducationConfig(AppConfig):
    """健康教育."""

    name = "gongwei.programmes.health_education"
    label = "health_education"
    verbose_name = "健康教育"
    default_auto_field = "django.db.models.BigAutoField"

"""Django application ``reporting``."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Reports of institutions: computed from records, filled in, reviewed, signed; a signed one never moves."""

    name = "gongwei.reporting"
    label = "reporting"
    verbose_name = "报表"
    default_auto_field = "django.db.models.BigAutoField"

"""Django application ``quality``."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Records judged, campaigns that have them cleaned, and checks whether they are true."""

    name = "gongwei.quality"
    label = "quality"
    verbose_name = "档案质量"
    default_auto_field = "django.db.models.BigAutoField"

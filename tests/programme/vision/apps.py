"""Django application ``vision``: an invented chapter."""

from django.apps import AppConfig


class VisionConfig(AppConfig):
    """中老年视力筛查."""

    name = "gongwei.programmes.vision"
    label = "vision"
    default_auto_field = "django.db.models.BigAutoField"

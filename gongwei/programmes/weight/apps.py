"""Django application ``weight``: weight management."""

from django.apps import AppConfig


class WeightConfig(AppConfig):
    """体重管理."""

    name = "gongwei.programmes.weight"
    label = "weight"
    verbose_name = "体重管理"
    default_auto_field = "django.db.models.BigAutoField"

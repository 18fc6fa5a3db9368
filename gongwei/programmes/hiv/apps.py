"""Django application ``hiv``: the restricted AIDS register."""

from django.apps import AppConfig


class HivConfig(AppConfig):
    """艾滋病患者健康管理."""

    name = "gongwei.programmes.hiv"
    label = "hiv"
    verbose_name = "艾滋病患者健康管理"
    default_auto_field = "django.db.models.BigAutoField"

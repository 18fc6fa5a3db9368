"""Django application ``maternal``: chapter 5."""

from django.apps import AppConfig


class MaternalConfig(AppConfig):
    """孕产妇健康管理."""

    name = "gongwei.programmes.maternal"
    label = "maternal"
    verbose_name = "孕产妇健康管理"
    default_auto_field = "django.db.models.BigAutoField"

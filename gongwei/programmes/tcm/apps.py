"""Django application ``tcm``: chapter 10."""

from django.apps import AppConfig


class TcmConfig(AppConfig):
    """中医药健康管理."""

    name = "gongwei.programmes.tcm"
    label = "tcm"
    verbose_name = "中医药健康管理"
    default_auto_field = "django.db.models.BigAutoField"

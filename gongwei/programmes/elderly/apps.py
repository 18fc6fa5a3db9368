"""Django application ``elderly``: chapter 6."""

from django.apps import AppConfig


class ElderlyConfig(AppConfig):
    """老年人健康管理."""

    name = "gongwei.programmes.elderly"
    label = "elderly"
    verbose_name = "老年人健康管理"
    default_auto_field = "django.db.models.BigAutoField"

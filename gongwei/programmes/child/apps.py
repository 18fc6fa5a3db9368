"""Django application ``child``: chapter 4."""

from django.apps import AppConfig


class ChildConfig(AppConfig):
    """0~6岁儿童健康管理."""

    name = "gongwei.programmes.child"
    label = "child"
    verbose_name = "0~6岁儿童健康管理"
    default_auto_field = "django.db.models.BigAutoField"

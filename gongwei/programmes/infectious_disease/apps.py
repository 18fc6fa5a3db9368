"""Django application ``infectious_disease``: chapter 11."""

from django.apps import AppConfig


class InfectiousDiseaseConfig(AppConfig):
    """传染病及突发公共卫生事件报告和处理."""

    name = "gongwei.programmes.infectious_disease"
    label = "infectious_disease"
    verbose_name = "传染病及突发公共卫生事件报告和处理"
    default_auto_field = "django.db.models.BigAutoField"

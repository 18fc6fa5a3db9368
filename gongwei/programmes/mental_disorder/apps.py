"""Django application ``mental_disorder``: chapter 8."""

from django.apps import AppConfig


class MentalDisorderConfig(AppConfig):
    """严重精神障碍患者管理."""

    name = "gongwei.programmes.mental_disorder"
    label = "mental_disorder"
    verbose_name = "严重精神障碍患者管理"
    default_auto_field = "django.db.models.BigAutoField"

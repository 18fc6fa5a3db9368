"""Django application ``copd``: 慢性阻塞性肺疾病患者健康服务 (2024)."""

from django.apps import AppConfig


class CopdConfig(AppConfig):
    """慢性阻塞性肺疾病患者健康服务."""

    name = "gongwei.programmes.copd"
    label = "copd"
    verbose_name = "慢阻肺患者健康服务"
    default_auto_field = "django.db.models.BigAutoField"

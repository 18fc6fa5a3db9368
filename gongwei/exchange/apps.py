"""Django application ``exchange``."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What comes from other systems in bulk: read, judged row by row, taken in as one act that can be undone."""

    name = "gongwei.exchange"
    label = "exchange"
    verbose_name = "批量导入"
    default_auto_field = "django.db.models.BigAutoField"

"""Django application ``planning``."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The office's year: drafts of plans, task sheets with receipts, and their split to villages and doctors."""

    name = "gongwei.planning"
    label = "planning"
    verbose_name = "方案和任务"
    default_auto_field = "django.db.models.BigAutoField"

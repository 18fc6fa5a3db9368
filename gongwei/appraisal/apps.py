"""Django application ``appraisal``."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """Schemes → rounds → samples → deductions → score, grade and action; every point opens to its evidence."""

    name = "gongwei.appraisal"
    label = "appraisal"
    verbose_name = "绩效评价"
    default_auto_field = "django.db.models.BigAutoField"

"""Django application ``care``."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """What all services share: enrolment, the yearly exam, encounter, consultation, referral, findings."""

    name = "gongwei.care"
    label = "care"
    verbose_name = "健康服务"
    default_auto_field = "django.db.models.BigAutoField"

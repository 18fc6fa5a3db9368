"""Django application ``family_doctor``: 家庭医生签约服务."""

from django.apps import AppConfig


class FamilyDoctorConfig(AppConfig):
    """家庭医生签约服务."""

    name = "gongwei.programmes.family_doctor"
    label = "family_doctor"
    verbose_name = "家庭医生签约服务"
    default_auto_field = "django.db.models.BigAutoField"

"""Django application ``people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Regions, institutions, staff, residents and households; who may see whom."""

    name = "gongwei.people"
    label = "people"
    verbose_name = "人员与机构"
    default_auto_field = "django.db.models.BigAutoField"

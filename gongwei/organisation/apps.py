"""Django application ``organisation``."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Who answers for what: bodies with members and duties, the lines' desks, named posts, contacts."""

    name = "gongwei.organisation"
    label = "organisation"
    verbose_name = "职责分工"
    default_auto_field = "django.db.models.BigAutoField"

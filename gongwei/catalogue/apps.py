"""Django application ``catalogue``."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The chapters, found and checked against each other and the plan."""

    name = "gongwei.catalogue"
    label = "catalogue"

"""Django application ``catalogue``."""

from django.apps import AppConfig

from gongwei.catalogue.plans import object_rule
from gongwei.people.object_rule import provide


class CatalogueConfig(AppConfig):
    """The chapters, found and checked against each other and the plan."""

    name = "gongwei.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Tell ``people`` where the rule of the service objects stands: in the plan that this layer loads."""
        provide(object_rule)

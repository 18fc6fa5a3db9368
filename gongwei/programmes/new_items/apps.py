"""Django application ``new_items``: the newly included items."""

from django.apps import AppConfig


class NewItemsConfig(AppConfig):
    """新划入的基本公共卫生服务."""

    name = "gongwei.programmes.new_items"
    label = "new_items"
    verbose_name = "新划入的基本公共卫生服务"
    default_auto_field = "django.db.models.BigAutoField"

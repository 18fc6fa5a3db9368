"""Django application ``funds``."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Budget → prepayment → settlement → claw-back: a ledger of lines that anybody can open."""

    name = "gongwei.funds"
    label = "funds"
    verbose_name = "资金"
    default_auto_field = "django.db.models.BigAutoField"

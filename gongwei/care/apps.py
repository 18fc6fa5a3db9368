"""Django application ``care``."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models import Q

from gongwei.kernel.clock import today
from gongwei.people import membership


class CareConfig(AppConfig):
    """What all services share: enrolment, the yearly exam, encounter, consultation, referral, findings."""

    name = "gongwei.care"
    label = "care"
    verbose_name = "健康服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell ``people`` who belongs to a programme: whoever is enrolled today."""
        membership.provide(enrolled_today)


def enrolled_today(programmes: frozenset[str]) -> Q:
    """The condition on residents: under management today in one of the programmes."""
    day = today()
    enrolment = apps.get_model("care", "Enrolment")
    spans = enrolment.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)
    return Q(pk__in=spans.filter(programme__in=programmes).values("resident_id"))

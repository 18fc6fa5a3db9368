"""Tables of the chapter; the names here are the public surface."""

from gongwei.programmes.family_doctor.models.agreement import Agreement
from gongwei.programmes.family_doctor.models.appeal import Appeal
from gongwei.programmes.family_doctor.models.forms import Informing, Service
from gongwei.programmes.family_doctor.models.publicity import Offer, Rating
from gongwei.programmes.family_doctor.models.quota import QuotaLine, QuotaPlan
from gongwei.programmes.family_doctor.models.team import ExamDay, Team, TeamMember, TeamVillage

__all__ = [
    "Agreement",
    "Appeal",
    "ExamDay",
    "Informing",
    "Offer",
    "QuotaLine",
    "QuotaPlan",
    "Rating",
    "Service",
    "Team",
    "TeamMember",
    "TeamVillage",
]

"""The tables of maternal care: pregnancy, antenatal visits, delivery, newborns, postnatal visits, risk."""

from gongwei.programmes.maternal.models.antenatal import AntenatalFirst, AntenatalVisit
from gongwei.programmes.maternal.models.birth import Child, Delivery, Newborn
from gongwei.programmes.maternal.models.course import Guidance, Pregnancy, Stay
from gongwei.programmes.maternal.models.postnatal import Postnatal42, PostnatalVisit
from gongwei.programmes.maternal.models.report import BirthReport
from gongwei.programmes.maternal.models.risk import CaseVisit, HighRiskCase, RiskAssessment

__all__ = [
    "AntenatalFirst",
    "AntenatalVisit",
    "BirthReport",
    "CaseVisit",
    "Child",
    "Delivery",
    "Guidance",
    "HighRiskCase",
    "Newborn",
    "Postnatal42",
    "PostnatalVisit",
    "Pregnancy",
    "RiskAssessment",
    "Stay",
]

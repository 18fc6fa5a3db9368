"""Tables that all services share; the names here are the public surface."""

from gongwei.care.models.encounter import Consultant, Consultation, Encounter
from gongwei.care.models.enrolment import Enrolment
from gongwei.care.models.exam import Admission, ExamFeedback, ExamMedication, ExamVaccine, HealthExam, HomeBed
from gongwei.care.models.exclusion import Exclusion
from gongwei.care.models.finding import Finding
from gongwei.care.models.outside import OutsideRecord
from gongwei.care.models.pathway import PathwayMove, PathwayRun
from gongwei.care.models.referral import Referral, ReferralBack, ReferralResult

__all__ = [
    "Admission",
    "Consultant",
    "Consultation",
    "Encounter",
    "Enrolment",
    "ExamFeedback",
    "ExamMedication",
    "ExamVaccine",
    "Exclusion",
    "Finding",
    "HealthExam",
    "HomeBed",
    "OutsideRecord",
    "PathwayMove",
    "PathwayRun",
    "Referral",
    "ReferralBack",
    "ReferralResult",
]

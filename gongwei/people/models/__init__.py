"""Tables of people and places; the names here are the public surface."""

from gongwei.people.models.accounts import (
    AccessLog,
    AccountSession,
    LoginAttempt,
    OneTimeSecret,
    RecoveryCode,
)
from gongwei.people.models.changes import (
    NotTheSame,
    RecordReview,
    ResidentConsent,
    ResidentMerge,
    ResidentTag,
    TransferRequest,
    VillageSerial,
)
from gongwei.people.models.enlisted import Enlisted, EnlistedWord
from gongwei.people.models.household import Household, HouseholdMember
from gongwei.people.models.life import Residence, Standing
from gongwei.people.models.past import PastDisease, Surgery, Transfusion, Trauma
from gongwei.people.models.places import Institution, InstitutionVillage, Region
from gongwei.people.models.releases import ListRelease
from gongwei.people.models.resident import Resident
from gongwei.people.models.staff import Staff, StaffRole, StaffVillage
from gongwei.people.models.stay import Stay

__all__ = [
    "AccessLog",
    "AccountSession",
    "Enlisted",
    "EnlistedWord",
    "Household",
    "HouseholdMember",
    "Institution",
    "InstitutionVillage",
    "ListRelease",
    "LoginAttempt",
    "NotTheSame",
    "OneTimeSecret",
    "PastDisease",
    "RecordReview",
    "RecoveryCode",
    "Region",
    "Residence",
    "Resident",
    "ResidentConsent",
    "ResidentMerge",
    "ResidentTag",
    "Staff",
    "StaffRole",
    "StaffVillage",
    "Standing",
    "Stay",
    "Surgery",
    "Transfusion",
    "TransferRequest",
    "Trauma",
    "VillageSerial",
]

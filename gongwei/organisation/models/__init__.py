"""Tables of organisation; the names here are the public surface."""

from gongwei.organisation.models.bodies import SLOTS, Body, Budget, DerivedRole, Duty, Membership, Paper
from gongwei.organisation.models.chiefs import ChiefPost, DifficultCase, Guidance
from gongwei.organisation.models.desk import Urging, Visit
from gongwei.organisation.models.grids import Grid, GridMember, GridPart
from gongwei.organisation.models.posts import Contact, Establishment, Holding, JointAction
from gongwei.organisation.models.rolling import RollUp
from gongwei.organisation.models.training import Course, Seat

__all__ = [
    "SLOTS",
    "Body",
    "Budget",
    "ChiefPost",
    "Contact",
    "Course",
    "DerivedRole",
    "DifficultCase",
    "Duty",
    "Establishment",
    "Grid",
    "GridMember",
    "GridPart",
    "Guidance",
    "Holding",
    "JointAction",
    "Membership",
    "Paper",
    "RollUp",
    "Seat",
    "Urging",
    "Visit",
]

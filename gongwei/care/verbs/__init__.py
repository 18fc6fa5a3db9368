"""The write verbs of care; the names here are the public surface."""

from gongwei.care.verbs.activities import save_activity, void_activity
from gongwei.care.verbs.enrolments import (
    close_enrolment,
    close_enrolments_of,
    enrol,
    reopen_enrolment,
    reopen_enrolments_of,
)
from gongwei.care.verbs.findings import close_finding
from gongwei.care.verbs.records import save_record, void_record
from gongwei.care.verbs.referrals import record_arrival, record_result, record_treatment, refer, refer_back
from gongwei.care.verbs.refusals import EditConflict

__all__ = [
    "EditConflict",
    "close_enrolment",
    "close_enrolments_of",
    "close_finding",
    "enrol",
    "record_arrival",
    "record_result",
    "record_treatment",
    "refer",
    "refer_back",
    "reopen_enrolment",
    "reopen_enrolments_of",
    "save_activity",
    "save_record",
    "void_activity",
    "void_record",
]

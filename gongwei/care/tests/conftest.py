"""The cast of the care tests, and the limits that the layers above hand to an exam."""

from typing import Any

import pytest

from gongwei.people.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Two health centres, a clinic and one member of staff for each role."""
    return make_cast()


@pytest.fixture
def limits() -> dict[str, Any]:
    """Alarm values and deadlines as the elderly chapter's parameters give them."""
    return {
        "alarm_sbp": 180,
        "alarm_dbp": 110,
        "suspect_sbp": 140,
        "suspect_dbp": 90,
        "alarm_glucose_high": "16.7",
        "alarm_glucose_low": "3.9",
        "suspect_glucose": "7.0",
        "alarm_heart_rate_low": 50,
        "alarm_heart_rate_high": 120,
        "alarm_hemoglobin": 90,
        "alarm_creatinine": 111,
        "finding_days": 90,
        "finding_days_urgent": 14,
        "feedback_days": 30,
    }

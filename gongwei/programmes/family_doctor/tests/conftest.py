"""The cast of the tests of the chapter."""

import pytest

from gongwei.people.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Two health centres, a clinic and one member of staff for each role."""
    return make_cast()

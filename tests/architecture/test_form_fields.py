"""What a form asks can be saved: no field of it hides a column that every record has."""

from __future__ import annotations

import pytest

from gongwei.care.verbs.writing import BASE
from gongwei.catalogue.chapters import forms
from gongwei.records.layout import Form

SIGNED = {"staff", "institution"}
"""Printed on the paper, given by whoever saves it."""


@pytest.mark.parametrize("form", forms().values(), ids=lambda form: form.id)
def test_a_form_asks_nothing_that_saving_refuses(form: Form) -> None:
    assert not (set(form.field_names()) & BASE) - SIGNED

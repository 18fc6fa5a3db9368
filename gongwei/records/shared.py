"""Things that several forms ask alike, under one name each, so that a combined visit asks them once (NCD-17).

A form says which of its fields holds a concept (``Form.shared``); chapters need not know one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.records.layout import Form

SHARED = (
    "served_on", "mode", "sbp", "dbp", "weight", "weight_target", "height", "waist", "heart_rate", "smoke",
    "smoke_target", "drink", "drink_target", "exercise_times", "exercise_minutes", "exercise_times_target",
    "exercise_minutes_target", "psych_adjust", "compliance_behavior", "drug_adherence", "adr_flag", "adr_text",
    "fasting_glucose", "impression", "referral_reason", "present_illness", "outpatient_benefit", "care_tier",
    "six_diseases", "family_cvd", "lipids_on", "tc", "tg", "ldl_c", "hdl_c", "lipid_drug", "self_measuring",
)  # fmt: skip
"""The common vocabulary. 服药依从性 and 不良反应 are asked per disease and stand here for forms that join them."""


MEDICINES = "medicines"
"""The repeating lines in which every form of a disease lists what is taken for it."""


def concepts_of(done: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a filled form says in the common vocabulary: its own fields, and what follows from other answers."""
    own = {concept: values.get(name) for concept, name in done.shared.items()}
    told = dict(done.tells(values)) if done.tells else {}
    return told | {concept: value for concept, value in own.items() if value not in (None, "", [])}


def answers(concepts: Mapping[str, Any], other: Form) -> dict[str, Any]:
    """The fields of a form that the concepts already answer."""
    return {name: concepts[concept] for concept, name in other.shared.items() if concept in concepts}


def carried_over(done: Form, values: Mapping[str, Any], other: Form) -> dict[str, Any]:
    """Values of another form's fields that one form, already filled, answers too; what is missing stays out."""
    return answers(concepts_of(done, values), other)


def unknown_concepts(form: Form) -> list[str]:
    """Concepts of a form that the vocabulary lacks, and fields that the form's model lacks."""
    fields = {field.name for field in form.model._meta.get_fields()}
    return [concept for concept, name in form.shared.items() if concept not in SHARED or name not in fields]

"""How far each institution has come by the demo's day, in per cent, in the order of annex 2 (invented)."""

from __future__ import annotations

from types import MappingProxyType

ATTAINMENT = MappingProxyType(
    {
        "filed": (91.0, 93.4, 89.2, 87.7, 91.5, 88.6, 89.4, 89.0, 90.1, 88.9),
        "standard_record": (63.9, 62.7, 61.6, 58.4, 62.0, 62.6, 61.5, 59.8, 63.3, 60.7),
        "dynamic": (50.9, 55.0, 47.5, 49.8, 56.5, 52.3, 54.2, 49.0, 53.8, 46.4),
        "reviewed": (58.0, 61.0, 49.0, 44.0, 63.0, 55.0, 57.0, 47.0, 60.0, 41.0),
        "elderly": (55.3, 53.4, 48.7, 43.1, 54.6, 47.0, 51.0, 46.3, 51.7, 40.0),
        "hypertension_task": (99.6, 100.9, 97.2, 96.0, 101.0, 98.0, 100.0, 97.4, 98.5, 95.4),
        "hypertension": (52.2, 53.0, 54.7, 43.7, 54.9, 53.1, 52.4, 48.5, 52.9, 47.0),
        "diabetes_task": (99.1, 100.4, 97.0, 96.4, 100.7, 97.5, 99.6, 97.2, 98.9, 95.1),
        "diabetes": (50.6, 56.5, 53.4, 49.8, 52.0, 46.8, 52.9, 48.1, 54.0, 46.8),
    }
)

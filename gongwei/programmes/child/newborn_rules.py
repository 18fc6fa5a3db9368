"""What the newborn home visit means: referral at once or suggested, weight, screens still to be done. 访视技术规范."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters

ABNORMAL = 2
TRUNK, LIMBS, HANDS = 3, 4, 5
ORGANS = (
    "eyes",
    "limb_activity",
    "ears",
    "nose",
    "mouth",
    "anus",
    "heart_lung",
    "chest",
    "abdomen",
    "spine",
    "genitalia",
)


def _holds(condition: ir.BooleanValue) -> ir.BooleanValue:
    return condition.fill_null(False)


def newborn_referral(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | at_once | suggest | none by temperature, breathing, heart, jaundice, fontanelle and findings.

    Signs without a field on the form (poor response, convulsion) are for the doctor's eye. 访视技术规范 2012.
    """
    heat = t.temperature.cast("decimal(18, 2)")
    vital = (heat >= p.temperature_high.cast("decimal(18, 2)")) | (
        heat <= p.temperature_low.cast("decimal(18, 2)")
    )
    vital = _holds(vital) | _holds((t.respiration > p.respiration_high) | (t.respiration < p.respiration_low))
    vital = vital | _holds((t.heart_rate > p.heart_rate_high) | (t.heart_rate < p.heart_rate_low))
    sunken = _holds(t.fontanelle_state.isin([2, 3]))
    at_once = vital | sunken | _holds(t.jaundice_sites.contains(HANDS))
    clear = _holds(t.jaundice_sites.contains(TRUNK)) | _holds(t.jaundice_sites.contains(LIMBS))
    found = clear | _holds(t.neck_mass == ABNORMAL) | _holds(t.malformation == ABNORMAL)
    found = found | _holds(t.umbilical_cord == 3)
    for name in ORGANS:
        found = found | _holds(t[name] == ABNORMAL)
    unknown = t.temperature.isnull() | t.respiration.isnull() | t.heart_rate.isnull()
    return ibis.cases((at_once, "at_once"), (found, "suggest"), (unknown, "missing"), else_="none")


def weight_loss(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | excessive (more than 10 %) | not_regained (below birth weight from day 10 on) | none. 访视技术规范."""
    now, born = t.weight.cast("decimal(18, 2)"), t.birth_weight.cast("decimal(18, 2)")
    return ibis.cases(
        (now.isnull() | born.isnull(), "missing"),
        ((born - now) * 100 > born * p.weight_loss_percent, "excessive"),
        ((now < born) & (add_days(t.birth_date, 10) <= t.served_on), "not_regained"),
        else_="none",
    )


def high_risk_newborn(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Preterm, low birth weight, twin, asphyxia, malformation: more visits, a special file. 规范三版 4 二（一）."""
    low = t.birth_weight.cast("decimal(18, 2)") < p.low_birth_weight.cast("decimal(18, 2)")
    early = t.gestational_weeks < p.preterm_weeks
    born = _holds(low) | _holds(early) | _holds(t.birth_mode.contains(5))
    return born | _holds(t.asphyxia == ABNORMAL) | _holds(t.malformation == ABNORMAL)


def rescreen_hearing(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The hearing screen failed or was not done: again at 42 days. 访视技术规范."""
    return _holds(t.hearing_screen.isin([2, 3]))


def screen_disease(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The disease screen was not done: send to have it done. 访视技术规范."""
    return _holds(t.disease_screen.contains(1))

"""All indicators from a fresh build, one cohort against hand-written DuckDB SQL, the drill-through lists."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.stopwatch import Report
from gongwei.catalogue.plans import plan
from gongwei.facts import building, layout, reader
from gongwei.indicators import evaluation, results
from gongwei.indicators.missing import missing
from gongwei.indicators.places import Scope
from gongwei.indicators.statements import groups
from gongwei.kernel import clock

SPINE = ("health_record", "elderly", "hypertension", "diabetes")
COHORT = "hypertension.managed"
LISTS = ("hypertension.standard_rate", "elderly.standard_rate", "health_record.standard_coverage")
ASKED = (
    "mode symptoms weight_cur heart_rate smoke_cur smoke_target drink_cur drink_target exercise_times_cur"
    " exercise_min_cur exercise_times_target exercise_min_target salt_cur salt_target psych_adjust"
    " compliance_behavior drug_adherence adr_flag visit_class next_visit_date"
)
ON_CARD = "diagnosis_date diagnosis_org found_by family_history height weight sbp dbp"

BY_HAND = f"""
WITH place AS (
    SELECT resident_id, institution_id, village_id, doctor_id FROM residence
    WHERE from_on <= $as_of AND (to_on IS NULL OR to_on > $as_of)
), state AS (
    SELECT resident_id, state FROM standing
    WHERE from_on <= $as_of AND (to_on IS NULL OR to_on > $as_of) AND state <> 'active'
), people AS (
    SELECT resident_id, min(from_on) AS joined FROM enrolment
    WHERE programme = 'hypertension' AND from_on <= $as_of AND (to_on IS NULL OR to_on > $start)
      AND resident_id NOT IN (SELECT resident_id FROM state WHERE state IN ('died', 'moved_out', 'merged'))
    GROUP BY resident_id
), visits AS (
    SELECT f.resident_id,
        count(*) FILTER (f.mode IN (1, 2)) AS faces,
        count(*) FILTER (NOT (
            {" AND ".join(f"f.{name} IS NOT NULL" for name in ASKED.split())}
            AND ((f.sbp IS NOT NULL AND f.dbp IS NOT NULL) OR coalesce(f.mode = 3, false))
            AND (NOT coalesce(list_contains(f.symptoms, 10), false) OR coalesce(f.symptom_other <> '', false))
            AND (coalesce(f.adr_flag <> 2, false) OR (f.adr_text IS NOT NULL AND f.adr_text <> '')))) AS gaps,
        arg_max(
            f.dbp < 90 AND f.sbp < CASE WHEN r.birth_date + INTERVAL 65 YEAR <= f.served_on THEN 150 ELSE 140 END,
            (f.served_on, f.id)) FILTER (f.sbp IS NOT NULL AND f.dbp IS NOT NULL) AS at_target,
        arg_max(f.sbp || '/' || f.dbp, (f.served_on, f.id)) FILTER (f.sbp IS NOT NULL AND f.dbp IS NOT NULL)
            AS last_value
    FROM hypertension_followup f JOIN resident r ON r.id = f.resident_id
    WHERE f.served_on BETWEEN $start AND $as_of GROUP BY f.resident_id
), duties AS (
    SELECT resident_id,
        count(*) FILTER (step = 'recheck' AND due_on < $as_of
            AND NOT coalesce(met_on <= $as_of AND met_on <= due_on, false)) AS rechecks,
        count(*) FILTER (step IN ('referral_result', 'referral_check') AND due_on < $as_of
            AND NOT coalesce(met_on <= $as_of AND met_on <= due_on, false)) AS referrals
    FROM obligation
    WHERE programme = 'hypertension' AND due_on BETWEEN $start AND $end AND ended_on IS NULL GROUP BY resident_id
), exams AS (
    SELECT resident_id, count(*) AS exams FROM health_exam
    WHERE served_on BETWEEN $start AND $as_of GROUP BY resident_id
), cards AS (
    SELECT DISTINCT resident_id FROM hypertension_card
    WHERE served_on <= $as_of AND {" AND ".join(f"{name} IS NOT NULL" for name in ON_CARD.split())}
)
SELECT people.resident_id, institution_id, village_id, doctor_id,
    cards.resident_id IS NOT NULL AS card_complete,
    coalesce(faces, 0) >= CASE WHEN joined >= $start THEN 5 - quarter(joined) ELSE 4 END AS enough_face_to_face,
    coalesce(exams, 0) >= 1 OR (joined >= $start AND quarter(joined) > 3) AS exam_done,
    coalesce(rechecks, 0) = 0 AS rechecks_in_time,
    coalesce(referrals, 0) = 0 AS referrals_closed,
    coalesce(gaps, 0) = 0 AS visits_complete,
    coalesce(at_target, false) AND coalesce(state.state <> 'lost', true) AS bp_controlled,
    coalesce(exams, 0) >= 1 AS examined,
    greatest(CASE WHEN joined >= $start THEN 5 - quarter(joined) ELSE 4 END - coalesce(faces, 0), 0)
        AS enough_face_to_face_lacking,
    last_value
FROM people LEFT JOIN place USING (resident_id) LEFT JOIN visits USING (resident_id)
LEFT JOIN duties USING (resident_id) LEFT JOIN exams USING (resident_id) LEFT JOIN cards USING (resident_id)
LEFT JOIN state ON state.resident_id = people.resident_id
"""


def bench(report: Report) -> None:
    """On the installation of GONGWEI_DATA; the build that is made stays as its newest."""
    day = clock.today()
    report.once("facts build", building.build)
    folder = results.results(day).folder  # texts compiled and files known before anything is measured

    def fresh() -> None:
        shutil.rmtree(folder)
        evaluation.evaluate(day)

    report.time("all indicators of all chapters, all institutions", fresh, runs=3, aim="10 s")
    report.time("those of chapters 1, 6 and 7", partial(_spine, day), runs=5, aim="3 s")
    report.time("the same, results kept", lambda: evaluation.evaluate(day), runs=5)
    for name, group in groups().items():
        report.time(f"cohort {name}", partial(_cohort, group.cohort.id, day), runs=3)
    against_hand(report, day)
    names = evaluation.names_of(reader.newest(), plan())
    institution = Scope(institution=str(next(iter(names.answers.values()))))
    for indicator in LISTS:
        for scope, words in ((institution, "one institution"), (Scope(), "district")):
            work = f"list of {indicator}, {words}"
            report.time(work, partial(missing, indicator, scope, day, limit=50), aim="300 ms")


def _spine(day: dt.date) -> None:
    with tempfile.TemporaryDirectory() as folder:
        some = [group for group in groups().values() if group.cohort.id.partition(".")[0] in SPINE]
        results.evaluate_cohorts(reader.newest(), some, day, Path(folder))


def _cohort(cohort_id: str, day: dt.date) -> None:
    with tempfile.TemporaryDirectory() as folder:
        results.evaluate_cohort(reader.connect(), groups()[cohort_id], day, Path(folder) / "people.parquet")


def against_hand(report: Report, day: dt.date) -> None:
    """The same rows from the compiled text and from SQL written by hand, by turns over the same files."""
    duck = reader.connect()
    given = {"as_of": day, "start": dt.date(day.year, 1, 1), "end": dt.date(day.year, 12, 31)}
    with tempfile.TemporaryDirectory() as folder:

        def compiled() -> None:
            results.evaluate_cohort(duck, groups()[COHORT], day, Path(folder) / "compiled.parquet")

        def by_hand() -> None:
            duck.execute(f"CREATE OR REPLACE TEMP TABLE hand AS {BY_HAND}", given)
            duck.execute(f"COPY hand TO '{folder}/hand.parquet' (FORMAT parquet)")

        works = {"hypertension by hand": by_hand, "hypertension compiled": compiled}
        report.by_turns(works, runs=15, aim="1.2 ×")
        names = ", ".join(column[0] for column in duck.execute("SELECT * FROM hand LIMIT 0").description)
        unequal = duck.execute(f"SELECT {names} FROM people EXCEPT ALL SELECT {names} FROM hand").fetchall()
        print(f"rows that differ between the two: {len(unequal)}; build in {layout.mart()}")

"""Merging two records of one person, and taking it back."""

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.people.models import RecordReview, Resident, ResidentConsent, ResidentMerge
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, VILLAGE_A2, VILLAGE_B1, Cast
from gongwei.people.verbs.merge import in_order, merge_residents, side_by_side, undo_merge
from gongwei.people.verbs.review import Finding, mark_reviewed
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.people.verbs.update import update_resident

DAY = dt.timedelta(days=1)


@pytest.fixture
def pair(cast: Cast) -> tuple[Resident, Resident]:
    """An older record and a younger one of the same person."""
    older = cast.register("丛立春", employer="渔场", phone="")
    younger = cast.register(
        "丛立春", VILLAGE_A2, employer="造船厂", contact_name="于谷雨", created_on=dt.date(2022, 5, 1)
    )
    return older, younger


def _merge(cast: Cast, pair: tuple[Resident, Resident], **changes: Any) -> ResidentMerge:
    about = {"by": cast.staff["public_health_a"], "reason": "本人到场核实", **changes}
    return merge_residents(uuid.uuid4(), pair[0].pk, pair[1].pk, **about)


def _fresh(pair: tuple[Resident, Resident]) -> tuple[Resident, Resident]:
    return Resident.objects.get(pk=pair[0].pk), Resident.objects.get(pk=pair[1].pk)


def test_side_by_side_shows_every_field_that_differs(pair: tuple[Resident, Resident]) -> None:
    shown = {d.field: (d.kept, d.duplicate) for d in side_by_side(*pair)}
    assert shown["employer"] == ("渔场", "造船厂")
    assert shown["contact_name"] == (None, "于谷雨")
    assert "name" not in shown


@pytest.mark.req("EHR-18", "AMB-44")
def test_persons_and_copies_agree_after_merging(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    _merge(cast, pair)
    kept, duplicate = _fresh(pair)
    assert duplicate.merged_into == kept and not duplicate.living
    assert [Resident.objects.population_on(day).count() for day in (TODAY - DAY, TODAY)] == [2, 1]


def test_empty_fields_are_filled_and_chosen_ones_taken(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    _merge(cast, pair, take=["employer"])
    kept, _ = _fresh(pair)
    assert (kept.employer, kept.contact_name, kept.phone) == ("造船厂", "于谷雨", pair[1].phone)
    assert kept.record_no == pair[0].record_no


def test_services_move_to_the_record_kept_and_back(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    clerk = cast.staff["public_health_a"]
    mark_reviewed(pair[1].pk, Finding(1, True), by=clerk, request_id=uuid.uuid4())
    merge = _merge(cast, pair)
    assert RecordReview.objects.get().resident_id == pair[0].pk
    undo_merge(merge.pk, by=clerk, reason="实为双胞胎")
    assert RecordReview.objects.get().resident_id == pair[1].pk
    assert not ResidentConsent.objects.exists()


@pytest.mark.req("EHR-18")
def test_an_undone_merge_never_was(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    before = [_state(r) for r in pair]
    merge = _merge(cast, pair, take=["employer", "id_no"])
    undo_merge(merge.pk, by=cast.staff["public_health_a"], reason="实为双胞胎")
    assert [_state(r) for r in _fresh(pair)] == before
    assert Resident.objects.population_on(TODAY).count() == 2


def test_a_lost_duplicate_is_lost_again_after_undoing(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    clerk = cast.staff["public_health_a"]
    lost = Closing("lost", dt.date(2024, 2, 1), reason="外出", evidence="村委会证明")
    close_record(pair[1].pk, lost, by=clerk)
    merge = _merge(cast, pair)
    undo_merge(merge.pk, by=clerk, reason="误合并")
    standing = pair[1].standing_on(TODAY)
    assert standing is not None and (standing.state, standing.evidence) == ("lost", "村委会证明")


def test_a_correction_made_after_the_merge_survives_undoing(
    cast: Cast, pair: tuple[Resident, Resident]
) -> None:
    clerk = cast.staff["public_health_a"]
    merge = _merge(cast, pair, take=["employer"])
    kept, _ = _fresh(pair)
    update_resident(kept.pk, {"employer": "水产站"}, by=clerk, reason="核实", version=kept.version)
    undo_merge(merge.pk, by=clerk, reason="误合并")
    assert _fresh(pair)[0].employer == "水产站"


def test_the_same_merge_sent_twice_is_one_and_undone_once(
    cast: Cast, pair: tuple[Resident, Resident]
) -> None:
    request_id, clerk = uuid.uuid4(), cast.staff["public_health_a"]
    ids = (pair[0].pk, pair[1].pk)
    both = [merge_residents(request_id, *ids, by=clerk, reason="同一人") for _ in "ab"]
    assert both[0] == both[1]
    undo_merge(request_id, by=clerk, reason="误合并")
    with pytest.raises(Conflict, match="已于"):
        undo_merge(request_id, by=clerk, reason="误合并")


def test_the_older_record_is_kept(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    assert in_order(pair[1], pair[0]) == pair
    with pytest.raises(Invalid, match="建档较早"):
        _merge(cast, (pair[1], pair[0]))


def test_impossible_merges_are_refused(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    with pytest.raises(Invalid, match="两份不同"):
        _merge(cast, (pair[0], pair[0]))
    with pytest.raises(Invalid, match="合并依据"):
        _merge(cast, pair, reason=" ")
    elsewhere = cast.register("丛立春", VILLAGE_B1, created_on=dt.date(2023, 1, 1))
    with pytest.raises(Forbidden, match="温泉镇卫生院"):
        _merge(cast, (pair[0], elsewhere))
    with pytest.raises(Forbidden):
        _merge(cast, pair, by=cast.staff["doctor"])
    _merge(cast, pair)
    with pytest.raises(Invalid, match="已经合并"):
        _merge(cast, pair)


def test_the_project_office_merges_across_institutions(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    elsewhere = cast.register("丛立春", VILLAGE_B1, created_on=dt.date(2023, 1, 1))
    office = cast.staff["project_office"]
    assert _merge(cast, (pair[0], elsewhere), by=office).undone_on is None


def _state(resident: Resident) -> dict[str, Any]:
    changing = {"version", "information_changed_on", "_state", "_prefetched_objects_cache"}
    return {k: v for k, v in Resident.objects.get(pk=resident.pk).__dict__.items() if k not in changing}

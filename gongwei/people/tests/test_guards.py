"""What the database itself refuses, one test for each constraint, whoever writes."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import Error, connection, transaction

from gongwei.people.models import (
    AccessLog,
    Household,
    HouseholdMember,
    Institution,
    InstitutionVillage,
    RecordReview,
    Region,
    Residence,
    Resident,
    ResidentConsent,
    ResidentMerge,
    ResidentTag,
    StaffVillage,
    Standing,
    TransferRequest,
    VillageSerial,
)
from gongwei.people.tests.cast import START, TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, id_no
from gongwei.records.models import History

DAY = dt.timedelta(days=1)
CREATED = dt.date(2020, 1, 10)


def _refused(constraint: str, act: Any) -> None:
    """The act fails with the named constraint and leaves nothing behind."""
    with pytest.raises(Error, match=constraint), transaction.atomic():
        act()
        connection.check_constraints()


def _set(resident: Resident, **values: Any) -> Any:
    return lambda: Resident.objects.filter(pk=resident.pk).update(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("resident_record_no_format", {"record_no": "12"}),
        ("resident_record_no_format", {"record_no": "3710021011010000A"}),
        ("resident_id_card_valid", {"id_no": "371002195803010010"}),
        ("resident_id_card", {"id_no": "371002580301001"}),
        ("resident_id_card_agrees", {"id_no": id_no(dt.date(1958, 3, 2))}),
        ("resident_id_card_agrees", {"id_no": id_no(dt.date(1958, 3, 1), 2)}),
        ("resident_id_card_agrees", {"sex": 2}),
        ("resident_id_card_agrees", {"birth_date": dt.date(1958, 3, 2)}),
        ("resident_born_before_filing", {"created_on": dt.date(1958, 2, 28)}),
        ("resident_sex_code", {"sex": 3}),
        ("resident_name_given", {"name": ""}),
    ],
)
def test_impossible_identities(cast: Cast, constraint: str, values: dict[str, Any]) -> None:
    _refused(constraint, _set(cast.register(), **values))


def test_an_unknown_sex_agrees_with_any_number(cast: Cast) -> None:
    assert _set(cast.register(), sex=9)() == 1


@pytest.mark.req("AMB-44")
def test_one_number_for_one_record(cast: Cast) -> None:
    one, other = cast.register("王小雪"), cast.register("王小寒")
    _refused("resident_id_no_once", _set(other, id_no=one.id_no))
    _refused("resident_record_no", _set(other, record_no=one.record_no))
    _set(one, birth_certificate_no="P370000001")()
    _refused("resident_birth_certificate_once", _set(other, birth_certificate_no="P370000001"))


def test_a_merged_record_does_not_live_and_frees_its_number(cast: Cast) -> None:
    one, other = cast.register("王小雪"), cast.register("王小寒")
    _refused("resident_merged_not_living", _set(other, merged_into=one))
    assert _set(other, merged_into=one, living=False, id_no=one.id_no)() == 1


def test_two_residences_or_standings_on_one_day(cast: Cast) -> None:
    resident = cast.register()
    place = {"resident": resident, "village_id": VILLAGE_A2, "institution": cast.centre_a}
    state = {"resident": resident, "state": "active"}
    begun, later = CREATED, TODAY + DAY
    _refused("residence_one_end", lambda: Residence.objects.create(**place, from_on=TODAY))
    _refused("residence_one_start", lambda: Residence.objects.create(**place, from_on=begun, to_on=TODAY))
    _refused("residence of resident", lambda: Residence.objects.create(**place, from_on=TODAY, to_on=later))
    _refused("standing_one_end", lambda: Standing.objects.create(**state, from_on=TODAY))
    _refused("standing_one_start", lambda: Standing.objects.create(**state, from_on=begun, to_on=TODAY))
    _refused("standing of resident", lambda: Standing.objects.create(**state, from_on=TODAY, to_on=later))


def test_a_residence_or_standing_that_ends_must_be_followed(cast: Cast) -> None:
    resident = cast.register()
    _refused("residence of resident", lambda: resident.residences.update(to_on=TODAY))
    _refused("standing of resident", lambda: resident.standings.update(to_on=TODAY))


def test_dated_rows_end_after_they_begin(cast: Cast) -> None:
    resident = cast.register()
    begun = CREATED
    _refused("residence_dates", lambda: resident.residences.update(to_on=begun))
    _refused("standing_dates", lambda: resident.standings.update(to_on=begun - DAY))
    _refused("institution_village_dates", lambda: InstitutionVillage.objects.update(to_on=START))
    _refused("staff_village_dates", lambda: StaffVillage.objects.update(to_on=START))
    _refused("institution_dates", lambda: Institution.objects.update(active_to=START))
    _refused("staff_role_dates", lambda: cast.staff["doctor"].roles.update(to_on=START))
    _refused("staff_dates", lambda: type(cast.staff["doctor"]).objects.update(active_to=START))


def test_a_standing_is_known_and_has_its_evidence(cast: Cast) -> None:
    standings = cast.register().standings
    _refused("standing_state_known", lambda: standings.update(state="asleep"))
    _refused("standing_death_evidence", lambda: standings.update(state="died", cause_of_death="脑卒中"))
    _refused("standing_moved_handover", lambda: standings.update(state="moved_out", destination="青岛"))
    _refused("standing_lost_evidence", lambda: standings.update(state="lost", reason="三次电话未接"))
    _refused("standing_lost_evidence", lambda: standings.update(state="refused", reason=""))


def test_a_village_has_one_institution_and_a_doctor_serves_it_once(cast: Cast) -> None:
    again = {"village_id": VILLAGE_A1, "from_on": TODAY}
    _refused(
        "institution_village_no_overlap",
        lambda: InstitutionVillage.objects.create(institution=cast.centre_b, **again),
    )
    doctor = cast.staff["village_doctor"]
    _refused("staff_village_no_overlap", lambda: StaffVillage.objects.create(staff=doctor, **again))


def test_households(cast: Cast) -> None:
    one, other = cast.register("王小雪"), cast.register("王小寒")
    home = Household.objects.create(id=uuid.uuid4(), village_id=VILLAGE_A1)
    HouseholdMember.objects.create(household=home, resident=one, relation=2, from_on=START)
    make = HouseholdMember.objects.create
    _refused("household_one_head", lambda: make(household=home, resident=other, relation=2, from_on=START))
    _refused(
        "household_member_no_overlap", lambda: make(household=home, resident=one, relation=10, from_on=TODAY)
    )
    _refused("household_member_dates", lambda: one.memberships.update(to_on=START))


def test_tags(cast: Cast) -> None:
    resident = cast.register()
    tag = {"resident": resident, "tag": "disabled", "from_on": START}
    _refused("resident_tag_source", lambda: ResidentTag.objects.create(**tag, source=""))
    ResidentTag.objects.create(**tag, source="残联")
    _refused("resident_tag_no_overlap", lambda: ResidentTag.objects.create(**tag, source="残联"))
    _refused("resident_tag_dates", lambda: resident.tag_rows.update(to_on=START))


def test_transfers(cast: Cast) -> None:
    asked = {
        "resident": cast.register(),
        "from_institution": cast.centre_a,
        "to_village_id": VILLAGE_B1,
        "reason": "搬家",
        "requested_on": TODAY,
        "requested_by": cast.staff["doctor"],
    }

    def ask(**changes: Any) -> TransferRequest:
        given = {"id": uuid.uuid4(), **asked, "to_institution": cast.centre_b, **changes}
        return TransferRequest.objects.create(**given)

    _refused("transfer_between_two", lambda: ask(to_institution=cast.centre_a))
    _refused("transfer_effective_date", lambda: ask(state="accepted"))
    ask()
    _refused("transfer_one_open", ask)


def test_merges_reviews_consents_and_serials(cast: Cast) -> None:
    one, other, by = cast.register("王小雪"), cast.register("王小寒"), cast.staff["public_health_a"]
    merge = {"merged_on": TODAY, "merged_by": by, "reason": "同一人"}
    _refused(
        "merge_of_two",
        lambda: ResidentMerge.objects.create(id=uuid.uuid4(), kept=one, duplicate=one, **merge),
    )
    ResidentMerge.objects.create(id=uuid.uuid4(), kept=one, duplicate=other, **merge)
    _refused(
        "merged_once",
        lambda: ResidentMerge.objects.create(id=uuid.uuid4(), kept=one, duplicate=other, **merge),
    )
    review = {"resident": one, "reviewed_on": TODAY, "reviewed_by": by}
    _refused(
        "record_review_error_named",
        lambda: RecordReview.objects.create(id=uuid.uuid4(), section=1, accurate=False, **review),
    )
    _refused(
        "record_review_section_known",
        lambda: RecordReview.objects.create(id=uuid.uuid4(), section=6, accurate=True, **review),
    )
    _refused(
        "consent_dates",
        lambda: ResidentConsent.objects.create(
            id=uuid.uuid4(),
            resident=one,
            scope="record",
            signer="王小雪",
            signed_on=TODAY,
            withdrawn_on=TODAY - DAY,
            recorded_by=by,
        ),
    )
    _refused("village_serial_range", lambda: VillageSerial.objects.update(last=100_000))


def test_regions_and_paths(cast: Cast) -> None:
    _refused(
        "region_code_format", lambda: Region.objects.create(code="37100210110", name="x", level="village")
    )
    _refused("region_parent", lambda: Region.objects.create(code="371002101999", name="x", level="village"))
    _refused("institution_path_format", lambda: Institution.objects.update(path="1/2"))


@pytest.mark.req("DATA-12")
def test_records_are_never_deleted_and_every_change_keeps_the_former_state(cast: Cast) -> None:
    resident = cast.register("王小雪")
    for rows in (resident.standings, resident.residences, Resident.objects.filter(pk=resident.pk)):
        with pytest.raises(Error, match="Cannot delete"), transaction.atomic():
            rows.all()._raw_delete("default")
    _set(resident, employer="渔场")()
    former = History.objects.get(table_name="resident", row_id=str(resident.pk))
    assert former.old["employer"] is None
    for change in (lambda: History.objects.update(actor="nobody"), History.objects.all().delete):
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            change()


@pytest.mark.req("DATA-02")
def test_the_access_log_only_grows(cast: Cast) -> None:
    by = cast.staff["doctor"]
    AccessLog.objects.create(
        at="2024-10-16T08:00+08:00", staff=by, institution=cast.centre_a, action="look", purpose="随访"
    )
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        AccessLog.objects.update(purpose="x")
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        AccessLog.objects.all().delete()

"""Group tags with source and dates; consent with signer and withdrawal; the five sections of a review."""

import datetime as dt
import uuid

import pytest

from gongwei.people.models import Resident
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, Cast
from gongwei.people.verbs.consent import Signature, give_consent, has_consent, withdraw_consent
from gongwei.people.verbs.review import Finding, mark_reviewed
from gongwei.people.verbs.tags import clear_tag, set_tag

MARCH, JULY = dt.date(2024, 3, 1), dt.date(2024, 7, 1)
DAY = dt.timedelta(days=1)


@pytest.mark.req("EHR-16")
def test_a_tag_has_a_source_and_dates_and_drives_lists(cast: Cast) -> None:
    resident, by = cast.register(), cast.staff["village_doctor"]
    row = set_tag(resident.pk, "lifted_from_poverty", MARCH, source="乡村振兴局名册", by=by)
    assert (row.source, row.from_on, row.set_by) == ("乡村振兴局名册", MARCH, by)
    assert list(Resident.objects.filter(tags__contains=["lifted_from_poverty"])) == [resident]
    clear_tag(resident.pk, "lifted_from_poverty", JULY, by=by, reason="名册调整")
    assert not Resident.objects.filter(tags__contains=["lifted_from_poverty"]).exists()
    assert resident.tag_rows.get().to_on == JULY


def test_a_tag_set_twice_is_one_and_set_anew_after_clearing_is_two(cast: Cast) -> None:
    resident, by = cast.register(), cast.staff["village_doctor"]
    first = set_tag(resident.pk, "student", MARCH, source="学校", by=by)
    assert set_tag(resident.pk, "student", JULY, source="学校", by=by) == first
    clear_tag(resident.pk, "student", JULY, by=by, reason="毕业")
    with pytest.raises(Invalid, match="重叠"):
        set_tag(resident.pk, "student", JULY - DAY, source="学校", by=by)
    assert set_tag(resident.pk, "student", JULY, source="学校", by=by) != first


def test_unknown_tags_missing_sources_and_impossible_days_are_refused(cast: Cast) -> None:
    resident, by = cast.register(), cast.staff["village_doctor"]
    with pytest.raises(Invalid, match="请从列表中选择"):
        set_tag(resident.pk, "rich", TODAY, source="传闻", by=by)
    with pytest.raises(Invalid, match="来源"):
        set_tag(resident.pk, "student", TODAY, source=" ", by=by)
    with pytest.raises(Invalid, match="晚于今天"):
        set_tag(resident.pk, "student", TODAY + DAY, source="学校", by=by)
    with pytest.raises(Invalid, match="没有这个标签"):
        clear_tag(resident.pk, "student", TODAY, by=by, reason="毕业")
    with pytest.raises(Forbidden):
        set_tag(resident.pk, "student", TODAY, source="学校", by=cast.staff["public_health_b"])


@pytest.mark.req("XC-03", "DATA-16")
def test_consent_holds_from_signing_until_withdrawal(cast: Cast) -> None:
    resident, by = cast.register(), cast.staff["village_doctor"]
    consent = give_consent(
        uuid.uuid4(),
        resident.pk,
        "management",
        Signature("丛立春", MARCH),
        by=by,
        programmes=("tuberculosis",),
    )
    withdraw_consent(consent.pk, JULY, by=by, reason="本人要求")
    held = [has_consent(resident, "management", day) for day in (MARCH - DAY, MARCH, JULY - DAY, JULY)]
    assert held == [False, True, True, False]
    assert has_consent(resident, "management", MARCH, "tuberculosis")
    assert not has_consent(resident, "management", MARCH, "hypertension")
    assert not has_consent(resident, "opening", MARCH)


def test_a_guardian_may_sign_and_a_consent_sent_twice_is_one(cast: Cast) -> None:
    resident, by, request_id = cast.register(), cast.staff["village_doctor"], uuid.uuid4()
    mother = Signature("于谷雨", MARCH, relation=52)
    both = [give_consent(request_id, resident.pk, "record", mother, by=by) for _ in "ab"]
    assert both[0] == both[1]
    assert both[0].signer_relation == 52


@pytest.mark.parametrize(
    ("scope", "signature", "field"),
    [
        ("everything", Signature("丛立春", TODAY), "scope"),
        ("record", Signature(" ", TODAY), "signer"),
        ("record", Signature("丛立春", TODAY + DAY), "signed_on"),
        ("record", Signature("丛立春", TODAY, relation=4), "relation"),
    ],
)
def test_impossible_consents_are_refused(cast: Cast, scope: str, signature: Signature, field: str) -> None:
    resident = cast.register()
    with pytest.raises(Invalid) as refused:
        give_consent(uuid.uuid4(), resident.pk, scope, signature, by=cast.staff["doctor"])
    assert set(refused.value.by_field) == {field}
    assert not resident.consents.exists()


def test_a_withdrawal_before_signing_is_refused(cast: Cast) -> None:
    by = cast.staff["doctor"]
    consent = give_consent(uuid.uuid4(), cast.register().pk, "record", Signature("丛立春", JULY), by=by)
    with pytest.raises(Invalid, match="撤回日期"):
        withdraw_consent(consent.pk, MARCH, by=by, reason="本人要求")


@pytest.mark.req("EHR-11", "EHR-09")
def test_a_record_is_reviewed_once_all_five_sections_are_right_or_corrected(cast: Cast) -> None:
    resident, by = cast.register(), cast.staff["doctor"]
    for section in (1, 2, 3, 4):
        mark_reviewed(resident.pk, Finding(section, True), by=by, request_id=uuid.uuid4())
    mark_reviewed(resident.pk, Finding(5, False, "随访日期与门诊不符"), by=by, request_id=uuid.uuid4())
    resident.refresh_from_db()
    assert resident.reviewed_on is None
    fixed = Finding(5, False, "随访日期与门诊不符", "已按门诊日志更正")
    mark_reviewed(resident.pk, fixed, by=by, request_id=uuid.uuid4())
    resident.refresh_from_db()
    assert resident.reviewed_on == TODAY
    review = resident.reviews.latest("recorded_at")
    assert (review.reviewed_by, review.error, review.correction) == (by, fixed.error, fixed.correction)


def test_a_review_names_its_section_and_its_error(cast: Cast) -> None:
    resident = cast.register()
    for finding in (Finding(6, True), Finding(1, False)):
        with pytest.raises(Invalid):
            mark_reviewed(resident.pk, finding, by=cast.staff["doctor"], request_id=uuid.uuid4())
    with pytest.raises(Forbidden):
        mark_reviewed(resident.pk, Finding(1, True), by=cast.staff["line"], request_id=uuid.uuid4())

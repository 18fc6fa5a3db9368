"""Who sees whom, one refusal beside each success; every look is logged and numbers are masked."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.http import Http404
from django.test import RequestFactory

from gongwei.kernel.clock import CHINA
from gongwei.people import membership
from gongwei.people.access import look, looked_at, mask_id, mask_phone, may, resident_for, reveal
from gongwei.people.models import AccessLog, Institution, Resident, Staff, StaffRole
from gongwei.people.problems import Forbidden
from gongwei.people.tests.cast import START, TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast
from gongwei.people.verbs.tags import set_tag

ROLES = [role for role, _ in StaffRole.ROLES]


@pytest.fixture
def four(cast: Cast) -> dict[str, Resident]:
    """One resident in each village and a disabled one in the first."""
    residents = {
        "a1": cast.register("王小雪", VILLAGE_A1),
        "a2": cast.register("王小寒", VILLAGE_A2),
        "b1": cast.register("王立冬", VILLAGE_B1),
        "disabled": cast.register("王大雪", VILLAGE_A1),
    }
    clerk = cast.staff["public_health_a"]
    set_tag(residents["disabled"].pk, "disabled", TODAY, source="残疾人证", by=clerk)
    return residents


@pytest.fixture
def hypertension(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layer above says: whoever is called 王小寒 or 王立冬 has hypertension, 王小雪 tuberculosis."""
    named = {"hypertension": ["王小寒", "王立冬"], "tuberculosis": ["王小雪"]}

    def answer(programmes: frozenset[str]) -> Q:
        return Q(name__in=[name for programme in programmes for name in named.get(programme, [])])

    monkeypatch.setattr(membership, "_answers", [answer])


def _seen(user: User | AnonymousUser, four: dict[str, Resident]) -> set[str]:
    seen = set(Resident.objects.visible_to(user))
    return {name for name, resident in four.items() if resident in seen}


@pytest.mark.req("DATA-02", "DATA-16")
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("village_doctor", {"a1", "disabled"}),
        ("doctor", {"a1", "a2", "disabled"}),
        ("public_health_a", {"a1", "a2", "disabled"}),
        ("public_health_b", {"b1"}),
        ("line", {"a2", "b1"}),
        ("project_office", {"a1", "a2", "b1", "disabled"}),
        ("finance", set()),
        ("disabled_federation", {"disabled"}),
        ("admin", set()),
    ],
)
def test_each_role_sees_its_residents_and_nobody_else(
    cast: Cast, four: dict[str, Resident], hypertension: None, role: str, seen: set[str]
) -> None:
    assert _seen(cast.user(role), four) == seen


@pytest.mark.req("ORG-07")
def test_finance_reads_figures_and_funds_and_no_personal_health_data(
    cast: Cast, four: dict[str, Resident]
) -> None:
    user = cast.user("finance")
    assert may(user, "figures") and may(user, "funds", institution=cast.centre_a)
    assert not may(user, "read")
    with pytest.raises(Http404):
        resident_for(user, four["a1"].pk)


def test_a_line_without_named_programmes_sees_nobody(
    cast: Cast, four: dict[str, Resident], hypertension: None
) -> None:
    cast.staff["line"].roles.update(programmes=[])
    assert _seen(cast.user("line"), four) == set()


def test_a_sensitive_programme_is_hidden_from_a_line_unless_named(
    cast: Cast, four: dict[str, Resident], hypertension: None
) -> None:
    assert not may(cast.user("line"), "read", programme="tuberculosis")
    cast.staff["line"].roles.update(programmes=["tuberculosis"])
    assert may(cast.user("line"), "read", programme="tuberculosis")
    assert _seen(cast.user("line"), four) == {"a1"}


@pytest.mark.req("ORG-08")
def test_the_federation_reads_its_own_chapter_and_the_contract_whatever_its_row_names(cast: Cast) -> None:
    user = cast.user("disabled_federation")
    for programmes in ([], ["hypertension", "mental_disorder"]):
        cast.staff["disabled_federation"].roles.update(programmes=programmes)
        assert may(user, "read", programme="disabled") and may(user, "figures", programme="family_doctor")
        for other in ("health_record", "elderly", "hypertension", "mental_disorder", "tuberculosis", "hiv"):
            assert not may(user, "read", programme=other) and not may(user, "figures", programme=other)
        assert not may(user, "whole")


@pytest.mark.req("DATA-02")
def test_a_leaver_an_ended_role_and_a_disabled_account_see_nobody(
    cast: Cast, four: dict[str, Resident]
) -> None:
    leaver, ended, disabled = (cast.staff[r] for r in ("doctor", "public_health_a", "village_doctor"))
    Staff.objects.filter(pk=leaver.pk).update(active_to=TODAY)
    ended.roles.update(to_on=TODAY)
    User.objects.filter(staff=disabled).update(is_active=False)
    for role in ("doctor", "public_health_a", "village_doctor"):
        assert _seen(cast.user(role), four) == set()
    assert _seen(AnonymousUser(), four) == set()
    assert _seen(User.objects.create_superuser("root"), four) == set()


def test_a_role_of_tomorrow_does_not_hold_today(cast: Cast, four: dict[str, Resident]) -> None:
    cast.staff["doctor"].roles.update(from_on="2024-10-17")
    assert _seen(cast.user("doctor"), four) == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_only_do_the_actions_of_its_list(cast: Cast, role: str) -> None:
    user = cast.user({"public_health": "public_health_a"}.get(role, role))
    assert may(user, "read", institution=cast.centre_a, programme="hypertension") == (
        role not in ("finance", "admin", "disabled_federation")
    )
    assert may(user, "accounts") == (role == "admin")
    assert may(user, "merge") == (role in ("public_health", "project_office"))
    assert may(user, "write", institution=cast.centre_a) == (
        role in ("village_doctor", "doctor", "public_health")
    )
    assert not may(user, "no such action")


def test_rights_end_at_the_subtree(cast: Cast) -> None:
    assert may(cast.user("doctor"), "write", institution=cast.clinic)
    assert not may(cast.user("doctor"), "write", institution=cast.centre_b)
    assert not may(cast.user("village_doctor"), "write", institution=cast.centre_b)


def test_institutions_and_staff_follow_the_same_subtrees(cast: Cast) -> None:
    names = {str(i) for i in Institution.objects.visible_to(cast.user("doctor"))}
    assert names == {"环翠区卫生健康局", "羊亭中心卫生院", "大西庄村卫生室"}
    staff = {s.name for s in Staff.objects.visible_to(cast.user("doctor"))}
    assert staff == {"毕谷雨", "于白露", "王小满"}
    assert Institution.objects.visible_to(cast.user("admin")).count() == 5
    assert not Institution.objects.visible_to(AnonymousUser()).exists()
    assert not Staff.objects.visible_to(AnonymousUser()).exists()


def test_a_resident_by_guessed_address_is_not_there(cast: Cast, four: dict[str, Resident]) -> None:
    assert resident_for(cast.user("doctor"), four["a2"].pk) == four["a2"]
    for pk in (four["b1"].pk, 10**9):
        with pytest.raises(Http404, match="不在您的服务范围内"):
            resident_for(cast.user("doctor"), pk)


@pytest.mark.req("DATA-02")
def test_a_look_writes_who_when_where_and_what(cast: Cast, four: dict[str, Resident]) -> None:
    request = RequestFactory().get("/residents/1/", REMOTE_ADDR="10.1.2.3")
    look(cast.user("doctor"), four["a1"], "随访", request, "高血压随访")
    line = AccessLog.objects.get()
    assert (line.staff, line.resident, line.institution) == (cast.staff["doctor"], four["a1"], cast.centre_a)
    assert (line.action, line.purpose, line.detail) == ("look", "随访", "高血压随访")
    assert (line.path, line.address, line.at.astimezone(CHINA).date()) == ("/residents/1/", "10.1.2.3", TODAY)


def test_a_look_out_of_reach_is_refused_and_not_logged_as_seen(cast: Cast, four: dict[str, Resident]) -> None:
    for role in ("public_health_b", "finance", "admin"):
        with pytest.raises(Forbidden):
            look(cast.user(role), four["a1"], "好奇")
    assert not AccessLog.objects.exists()


def test_an_exported_list_logs_each_resident(cast: Cast, four: dict[str, Resident]) -> None:
    looked_at(cast.user("doctor"), [four["a1"], four["a2"]], "导出名单")
    assert AccessLog.objects.filter(action="export").count() == 2


@pytest.mark.req("DATA-16")
def test_revealing_a_number_is_logged_apart_and_needs_the_right(
    cast: Cast, four: dict[str, Resident]
) -> None:
    assert reveal(cast.user("doctor"), four["a1"], "id_no", "核对") == four["a1"].id_no
    assert AccessLog.objects.get().action == "reveal"
    assert AccessLog.objects.get().detail == "身份证号"
    with pytest.raises(Forbidden, match="不能查看完整的身份证号"):
        reveal(cast.user("disabled_federation"), four["disabled"], "id_no", "核对")
    with pytest.raises(Forbidden):
        reveal(cast.user("public_health_b"), four["a1"], "phone", "核对")
    with pytest.raises(KeyError):
        reveal(cast.user("doctor"), four["a1"], "name", "核对")


@pytest.mark.req("DATA-16")
def test_masks_leave_what_identifies_to_the_eye_only() -> None:
    assert mask_id("371002195803010011") == "371***********0011"
    assert mask_id("P37012345") == "P37**2345"
    assert mask_id("E123") == "**23"
    assert mask_phone("13806310001") == "138****0001"
    assert mask_phone("0631-5812345") == "********2345"
    assert (mask_id(None), mask_phone("")) == ("", "")


def test_a_staff_with_two_roles_sees_the_sum(cast: Cast, four: dict[str, Resident]) -> None:
    StaffRole.objects.create(
        staff=cast.staff["public_health_b"], role="doctor", institution=cast.centre_a, from_on=START
    )
    assert _seen(cast.user("public_health_b"), four) == {"a1", "a2", "b1", "disabled"}

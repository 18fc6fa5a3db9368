"""Transfer between institutions: offered or asked for, accepted once, effective by date."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from gongwei.people.models import Resident, TransferRequest
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.people.verbs.transfer import (
    Destination,
    accept_transfer,
    decline_transfer,
    request_transfer,
    withdraw_transfer,
)

DAY = dt.timedelta(days=1)
EFFECTIVE = dt.date(2024, 10, 8)


def _offer(cast: Cast, resident: Resident, by: str = "public_health_a") -> TransferRequest:
    to = Destination(VILLAGE_B1, "虎口村8号")
    return request_transfer(uuid.uuid4(), resident.pk, to, by=cast.staff[by], reason="随子女居住")


def test_an_accepted_transfer_counts_once_on_each_day_at_one_institution(cast: Cast) -> None:
    resident = cast.register()
    accept_transfer(_offer(cast, resident).pk, EFFECTIVE, by=cast.staff["public_health_b"])
    resident.refresh_from_db()
    assert (resident.institution, resident.village_id) == (cast.centre_b, VILLAGE_B1)
    assert (resident.current_address, resident.record_no) == ("虎口村8号", f"{VILLAGE_A1}00001")
    served = [
        [Resident.objects.served_by_on(centre, day).count() for centre in (cast.centre_a, cast.centre_b)]
        for day in (EFFECTIVE - DAY, EFFECTIVE, TODAY)
    ]
    assert served == [[1, 0], [0, 1], [0, 1]]


def test_the_record_leaves_the_old_institutions_eyes_and_enters_the_new_ones(cast: Cast) -> None:
    resident = cast.register()
    accept_transfer(_offer(cast, resident).pk, TODAY, by=cast.staff["public_health_b"])
    assert not Resident.objects.visible_to(cast.user("public_health_a")).exists()
    assert Resident.objects.visible_to(cast.user("public_health_b")).get() == resident


def test_the_receiving_side_may_ask_and_then_the_keeping_side_answers(cast: Cast) -> None:
    request = _offer(cast, cast.register(), by="public_health_b")
    with pytest.raises(Forbidden, match="羊亭中心卫生院"):
        accept_transfer(request.pk, TODAY, by=cast.staff["public_health_b"])
    assert accept_transfer(request.pk, TODAY, by=cast.staff["public_health_a"]).state == "accepted"


def test_one_cannot_accept_ones_own_offer(cast: Cast) -> None:
    resident = cast.register()
    with pytest.raises(Forbidden, match="温泉镇卫生院"):
        accept_transfer(_offer(cast, resident).pk, TODAY, by=cast.staff["public_health_a"])
    resident.refresh_from_db()
    assert resident.institution == cast.centre_a


def test_accepted_twice_the_second_is_told(cast: Cast) -> None:
    request = _offer(cast, cast.register())
    accept_transfer(request.pk, TODAY, by=cast.staff["public_health_b"])
    with pytest.raises(Conflict, match="已接收"):
        accept_transfer(request.pk, TODAY, by=cast.staff["public_health_b"])


@pytest.mark.django_db(transaction=True)
def test_accepted_by_two_at_once_only_one_takes_effect() -> None:
    cast = make_cast()
    request, results = _offer(cast, cast.register()), []
    barrier = threading.Barrier(2)

    def accept(effective: dt.date) -> None:
        barrier.wait()
        try:
            results.append(accept_transfer(request.pk, effective, by=cast.staff["public_health_b"]).state)
        except Conflict:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(day,)) for day in (EFFECTIVE, TODAY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["accepted", "told"]
    assert Resident.objects.get().residences.count() == 2


def test_the_same_request_sent_twice_is_one(cast: Cast) -> None:
    resident, request_id, by = cast.register(), uuid.uuid4(), cast.staff["doctor"]
    both = [
        request_transfer(request_id, resident.pk, Destination(VILLAGE_B1), by=by, reason="搬家") for _ in "ab"
    ]
    assert both[0] == both[1]
    assert TransferRequest.objects.count() == 1


def test_declining_needs_a_reason_and_moves_nobody(cast: Cast) -> None:
    resident = cast.register()
    request, by = _offer(cast, resident), cast.staff["public_health_b"]
    with pytest.raises(Invalid, match="退回原因"):
        decline_transfer(request.pk, by=by, answer="")
    assert decline_transfer(request.pk, by=by, answer="查无此人").state == "declined"
    assert _offer(cast, resident).state == "open"


def test_only_the_asking_side_withdraws(cast: Cast) -> None:
    request = _offer(cast, cast.register())
    with pytest.raises(Forbidden):
        withdraw_transfer(request.pk, by=cast.staff["public_health_b"])
    assert withdraw_transfer(request.pk, by=cast.staff["public_health_a"]).state == "withdrawn"


def test_impossible_requests_are_refused(cast: Cast) -> None:
    resident, by = cast.register(), cast.staff["public_health_a"]
    with pytest.raises(Invalid, match="转出原因"):
        request_transfer(uuid.uuid4(), resident.pk, Destination(VILLAGE_B1), by=by, reason=" ")
    with pytest.raises(Invalid, match="仍由本机构管理"):
        request_transfer(uuid.uuid4(), resident.pk, Destination(VILLAGE_A2), by=by, reason="搬家")
    with pytest.raises(Forbidden):
        _offer(cast, resident, by="village_doctor")
    _offer(cast, resident)
    with pytest.raises(Conflict, match="已有待接收"):
        _offer(cast, resident)


@pytest.mark.parametrize("effective", [dt.date(2020, 1, 9), TODAY + DAY])
def test_an_effective_date_before_filing_or_to_come_is_refused(cast: Cast, effective: dt.date) -> None:
    request = _offer(cast, cast.register())
    with pytest.raises(Invalid, match="生效日期"):
        accept_transfer(request.pk, effective, by=cast.staff["public_health_b"])
    request.refresh_from_db()
    assert request.state == "open"


def test_a_closed_record_is_not_transferred_and_its_open_request_ends(cast: Cast) -> None:
    resident = cast.register()
    request = _offer(cast, resident)
    death = Closing("died", TODAY, cause_of_death="肺炎", evidence="死亡证明")
    close_record(resident.pk, death, by=cast.staff["public_health_a"])
    request.refresh_from_db()
    assert request.state == "withdrawn"
    with pytest.raises(Invalid, match="已终止"):
        _offer(cast, resident)


def test_requests_are_seen_by_the_two_sides_only(cast: Cast) -> None:
    request = _offer(cast, cast.register())
    for role in ("public_health_a", "public_health_b", "project_office"):
        assert list(TransferRequest.objects.visible_to(cast.user(role))) == [request]
    for role in ("village_doctor", "finance", "admin", "line"):
        assert not TransferRequest.objects.visible_to(cast.user(role)).exists()

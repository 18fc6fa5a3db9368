"""The pages of agreements: signing, renewal, ending, lists, teams, quota; and whom they refuse."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Consultation, Encounter, Enrolment, HealthExam, OutsideRecord
from gongwei.care.verbs.consequences import note_outside
from gongwei.catalogue.chapters import forms
from gongwei.kernel.clock import now
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service, void_service
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_B1, Cast, make_cast
from gongwei.people.verbs.household import create_household, join_household
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.family_doctor.models import Agreement, Offer, QuotaPlan, Team
from gongwei.programmes.family_doctor.tests.samples import (
    LIMITS,
    REGION,
    TODAY,
    signature,
    signed,
    team_of,
    terms,
)
from gongwei.programmes.family_doctor.verbs.signing import sign

START = dt.date(2024, 3, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, role: str, **how: Any) -> Client:
    browser = Client(**how)
    browser.force_login(cast.user(role))
    return browser


def asked(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the page sends in the ordinary case."""
    return {
        "key": str(uuid.uuid4()), "sheet": "sign", "team": str(team_of(cast).pk), "packages": ["BASE"], "years": "1",
        "signed_on": "2024-10-16", "begins_on": "2024-10-16", "rep_name": "丛立春", "rep_relation": "1",
        "agreement_read": "1", "signature": str(signature(cast.staff["doctor"])), "scan": "", **changes,
    }  # fmt: skip


@pytest.mark.req("FD-04")
def test_what_fits_is_already_chosen(cast: Cast) -> None:
    person = cast.register()
    team_of(cast)
    Enrolment.objects.create(
        resident=person, programme="hypertension", from_on=START, institution=cast.centre_a
    )
    page = client(cast, "doctor").get(reverse("family_doctor:sign", args=[person.pk]))
    assert page.status_code == 200
    assert page.context["chosen"] == {"BASE", "ELDER", "HTN"}
    assert [each["package"].code for each in page.context["offered"]] == ["BASE", "ELDER", "HTN", "CARE"]
    assert page.context["groups"] == ["老年人", "高血压患者"]
    assert len(page.content) < 60_000


@pytest.mark.req("FD-03")
def test_signing_leads_to_the_agreement_and_twice_is_once(cast: Cast) -> None:
    person, browser, data = cast.register(), client(cast, "doctor"), asked(cast)
    answer = browser.post(reverse("family_doctor:sign", args=[person.pk]), data)
    made = Agreement.objects.get()
    assert answer.headers["Location"] == reverse("family_doctor:agreement", args=[made.pk])
    again = browser.post(reverse("family_doctor:sign", args=[person.pk]), data)
    assert again.status_code == 302 and Agreement.objects.count() == 1
    text = browser.get(reverse("family_doctor:agreement", args=[made.pk])).content.decode()
    assert "健康评估和指导" in text and "基本公共卫生服务经费" not in text and "基本公卫经费" in text
    paper = browser.get(reverse("family_doctor:print", args=[made.pk])).content.decode()
    assert "家庭医生签约服务协议书" in paper and made.contract_no in paper and "居民签名" in paper


def test_a_refusal_names_the_field_and_keeps_what_was_typed(cast: Cast) -> None:
    person, browser = cast.register(), client(cast, "doctor")
    data = asked(cast, years="2", remark="住三楼", begins_on="2024-10-01")
    answer = browser.post(reverse("family_doctor:sign", args=[person.pk]), data)
    text = answer.content.decode()
    assert answer.status_code == 422 and not Agreement.objects.exists()
    assert "早于签约日期" in text and "住三楼" in text and data["signature"] in text
    assert answer.context["q"]["begins_on"].problems
    unsigned = browser.post(
        reverse("family_doctor:sign", args=[person.pk]), asked(cast, signature="", agreement_read="")
    )
    assert unsigned.status_code == 422
    said = unsigned.content.decode()
    assert "请在屏幕上签名" in said and "请居民看过协议书" in said


@pytest.mark.req("FD-07")
def test_a_household_signs_on_one_page(cast: Cast) -> None:
    head, wife = cast.register(), cast.register("王清明", sex=2)
    home, by = uuid.uuid4(), cast.staff["doctor"]
    create_household(home, head.pk, START, by=by)
    join_household(home, wife.pk, 12, START, by=by)
    answer = client(cast, "doctor").post(
        reverse("family_doctor:sign", args=[head.pk]),
        asked(cast, packages=["BASE", "ELDER"], people=[str(wife.pk)]),
    )
    assert answer.status_code == 302
    assert {each.resident_id: each.sign_unit for each in Agreement.objects.all()} == {head.pk: 1, wife.pk: 1}


@pytest.mark.req("FD-21")
def test_the_page_renews_when_renewal_is_open_and_changes_before(cast: Cast) -> None:
    person, browser = cast.register(), client(cast, "doctor")
    first = signed(cast, person.pk, begins_on=dt.date(2023, 11, 1))
    page = browser.get(reverse("family_doctor:sign", args=[person.pk]))
    assert (page.context["act"].kind, page.context["act"].begins_on) == ("renew", dt.date(2024, 11, 1))
    answer = browser.post(
        reverse("family_doctor:sign", args=[person.pk]), asked(cast, begins_on="2024-11-01")
    )
    assert answer.status_code == 302
    made = Agreement.objects.exclude(pk=first.pk).get()
    assert (made.previous, made.origin) == (first, 2)
    other = cast.register("于谷雨")
    signed(cast, other.pk, begins_on=START)
    page = browser.get(reverse("family_doctor:sign", args=[other.pk]))
    assert page.context["act"].kind == "change" and "改签" in page.content.decode()


def test_an_agreement_is_ended_on_its_page_with_a_reason(cast: Cast) -> None:
    made, browser = signed(cast, cast.register().pk, begins_on=START), client(cast, "doctor")
    url = reverse("family_doctor:agreement", args=[made.pk])
    lacking = browser.post(
        url, {"key": str(uuid.uuid4()), "sheet": "stop", "reason": "99", "on": "2024-10-16", "note": ""}
    )
    assert lacking.status_code == 422 and "原因为其他时必须填写" in lacking.content.decode()
    done = browser.post(
        url, {"key": str(uuid.uuid4()), "sheet": "stop", "reason": "4", "on": "2024-10-16", "note": ""}
    )
    made.refresh_from_db()
    assert done.status_code == 200 and (made.until_on, made.stop_reason) == (TODAY, 4)


@pytest.mark.parametrize("name", ["expiring", "unsigned", "fulfilment", "matching", "teams", "feed"])
def test_lists_open_for_staff_and_not_for_others(cast: Cast, name: str) -> None:
    url = reverse(f"family_doctor:{name}")
    for role in ("doctor", "village_doctor", "public_health_a", "project_office"):
        answer = client(cast, role).get(url)
        assert answer.status_code == 200 and len(answer.content) < 60_000
    for role in ("finance", "admin", "line"):
        assert client(cast, role).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_another_township_sees_nothing_and_signs_nobody(cast: Cast) -> None:
    other: Resident = cast.register("于谷雨", village=VILLAGE_B1)
    team = team_of(cast, "b")
    made = signed_b(cast, other, team)
    browser = client(cast, "public_health_a")
    for url in (
        reverse("family_doctor:sign", args=[other.pk]), reverse("family_doctor:offer", args=[other.pk]),
        reverse("family_doctor:agreement", args=[made.pk]), reverse("family_doctor:print", args=[made.pk]),
        reverse("family_doctor:agreement", args=[uuid.uuid4()]), reverse("family_doctor:team", args=[team.pk]),
        reverse("family_doctor:file", args=[made.signature[0]]),
    ):  # fmt: skip
        assert browser.get(url).status_code in (403, 404), url
        assert browser.post(url, asked(cast)).status_code in (403, 404, 405), url
    assert Agreement.objects.count() == 1
    for role in ("project_office", "disabled_federation", "finance"):
        assert client(cast, role).post(
            reverse("family_doctor:sign", args=[other.pk]), asked(cast)
        ).status_code in (403, 404)


def signed_b(cast: Cast, person: Resident, team: Team) -> Agreement:
    """An agreement of the other centre."""
    by = cast.staff["public_health_b"]
    agreed = terms(cast, team=team, signature=(signature(by),))
    return sign(uuid.uuid4(), person.pk, agreed, by=by, limits=LIMITS, region=REGION)


def test_nothing_is_written_without_the_token_of_the_page(cast: Cast) -> None:
    person = cast.register()
    strict = client(cast, "doctor", enforce_csrf_checks=True)
    assert strict.post(reverse("family_doctor:sign", args=[person.pk]), asked(cast)).status_code == 403
    assert strict.post(reverse("family_doctor:files"), {}).status_code == 403


def test_a_file_is_kept_only_if_it_is_what_it_says(cast: Cast) -> None:
    browser, url = client(cast, "doctor"), reverse("family_doctor:files")

    def send(field: str, data: bytes) -> int:
        file = SimpleUploadedFile("签名.png", data)
        return browser.post(url, {"id": str(uuid.uuid4()), "field": field, "file": file}).status_code

    assert send("signature", b"no picture") == 422
    assert send("scan", b"%PDF-1.4 x %%EOF") == 200
    assert send("nothing", b"x") == 404
    file = SimpleUploadedFile("签名.png", b"x")
    refused = client(cast, "finance").post(url, {"id": str(uuid.uuid4()), "field": "scan", "file": file})
    assert refused.status_code == 403


@pytest.mark.req("FD-06", "FD-08")
def test_the_unsigned_are_counted_by_village_and_named(cast: Cast) -> None:
    person, other = cast.register(), cast.register("王清明")
    signed(cast, person.pk)
    page = client(cast, "doctor").get(reverse("family_doctor:unsigned"))
    assert [(row["village_id"], row["total"], row["with_one"]) for row in page.context["villages"]] == [
        (VILLAGE_A1, 2, 1)
    ]
    assert [row["person"].name for row in page.context["rows"]] == ["王清明"]
    set_tag(other.pk, "disabled", START, source="残疾人证", by=cast.staff["public_health_a"])
    theirs = client(cast, "disabled_federation").get(reverse("family_doctor:unsigned") + "?group=disabled")
    assert theirs.status_code == 200
    assert ([label for _, label, _ in theirs.context["groups"]], theirs.context["total"]) == (
        ["持证残疾人"],
        1,
    )


@pytest.mark.req("FD-27")
def test_offers_are_noted_and_their_effect_is_shown(cast: Cast) -> None:
    person, browser = cast.register(), client(cast, "village_doctor")
    url = reverse("family_doctor:offer", args=[person.pk])
    data = {
        "key": str(uuid.uuid4()),
        "sheet": "offer",
        "offered_on": "2024-10-16",
        "measure": "1",
        "answer": "3",
    }
    assert browser.post(url, data).status_code == 422
    assert browser.post(url, {**data, "key": str(uuid.uuid4()), "why_not": "2"}).status_code == 302
    agreed = browser.post(url, {**data, "key": str(uuid.uuid4()), "answer": "1"})
    assert agreed.headers["Location"] == reverse("family_doctor:sign", args=[person.pk])
    signed(cast, person.pk)
    [row] = client(cast, "doctor").get(reverse("family_doctor:unsigned")).context["conversion"]
    assert (row["people"], row["refused"], row["agreed"]) == (1, 1, 1)
    assert Offer.objects.count() == 2


@pytest.mark.req("FD-16", "EHR-23", "AMB-51")
def test_differences_between_management_and_agreements_are_listed_both_ways(cast: Cast) -> None:
    by = cast.staff["doctor"]
    managed, promised, dead = (
        cast.register(),
        cast.register("王清明", doctor_id=by.pk),
        cast.register("于谷雨"),
    )
    Enrolment.objects.create(resident=managed, programme="diabetes", from_on=START, institution=cast.centre_a)
    span = Enrolment.objects.create(
        resident=promised, programme="hypertension", from_on=START, institution=cast.centre_a
    )
    signed(cast, promised.pk, packages=("BASE", "HTN"))
    signed(cast, dead.pk, begins_on=START)
    span.to_on, span.closed_reason = TODAY, 1
    span.save()
    close_record(dead.pk, Closing("died", TODAY, evidence="死亡医学证明", cause_of_death="心肌梗死"), by=by)

    def listed(view: str) -> list[str]:
        page = client(cast, "public_health_a").get(reverse("family_doctor:matching") + f"?view={view}")
        return [row["person"].name for row in page.context["rows"]]

    assert (listed("managed"), listed("signed"), listed("gone"), listed("team")) == (
        ["丛立春"],
        ["王清明"],
        ["于谷雨"],
        [],
    )
    Resident.objects.filter(pk=promised.pk).update(doctor=cast.staff["village_doctor"])
    assert listed("team") == ["王清明"]


def test_the_renewal_list_says_who_runs_out(cast: Cast) -> None:
    soon, grace, lapsed = (cast.register(name) for name in ("丛立春", "王清明", "于谷雨"))
    signed(cast, soon.pk, begins_on=dt.date(2023, 12, 16))
    signed(cast, grace.pk, begins_on=dt.date(2023, 10, 16))
    signed(cast, lapsed.pk, begins_on=dt.date(2023, 7, 1))
    signed(cast, cast.register("姜小雪").pk, begins_on=dt.date(2023, 12, 17))

    def listed(view: str) -> list[str]:
        page = client(cast, "doctor").get(reverse("family_doctor:expiring") + f"?view={view}")
        return [row["person"].name for row in page.context["rows"]]

    assert (listed("soon"), listed("grace"), listed("lapsed")) == (["丛立春"], ["王清明"], ["于谷雨"])


@pytest.mark.req("FD-24")
def test_overdue_promises_are_listed(cast: Cast) -> None:
    person = cast.register()
    signed(cast, person.pk, begins_on=START)
    refresh([person.pk])
    [row] = client(cast, "doctor").get(reverse("family_doctor:fulfilment")).context["rows"]
    assert [each["label"] for each in row["late"]] == ["告知并帮助查询健康档案"]


@pytest.mark.req("FD-15")
def test_new_records_of_signed_residents_reach_their_team(cast: Cast) -> None:
    person, other = cast.register(), cast.register("王清明")
    away = cast.register("于谷雨", village=VILLAGE_B1)
    signed(cast, person.pk, begins_on=START)
    signed_b(cast, away, team_of(cast, "b"))
    by = cast.staff["doctor"]
    days = {person.pk: (dt.date(2024, 9, 16), dt.date(2024, 9, 17)), other.pk: (TODAY,), away.pk: (TODAY,)}
    for resident, served in days.items():
        for day in served:
            HealthExam.objects.create(
                id=uuid.uuid4(), resident_id=resident, institution=by.institution, staff=by, recorded_by=by,
                recorded_at=now(), served_on=day,
            )  # fmt: skip
    page = client(cast, "doctor").get(reverse("family_doctor:feed"))
    found = [(row["person"].name, row["record"].served_on, row["label"]) for row in page.context["rows"]]
    assert found == [("丛立春", dt.date(2024, 9, 17), "健康体检表")]


@pytest.mark.req("EHR-21")
def test_what_another_institution_writes_is_told_until_somebody_here_has_looked(cast: Cast) -> None:
    person, hospital, home = cast.register(), cast.staff["public_health_b"], cast.staff["doctor"]
    kept: dict[type, str] = {}
    for model, by in ((HealthExam, hospital), (Encounter, hospital), (Consultation, home)):
        row = model.objects.create(
            id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, recorded_by=by,
            recorded_at=now() - dt.timedelta(minutes=5), served_on=TODAY,
        )  # fmt: skip
        note_outside(forms()[model._meta.db_table], row)
        kept[model] = reverse("web:record", args=[model._meta.db_table, row.pk])
    doctor, feed = client(cast, "doctor"), reverse("family_doctor:feed")
    told = "外院新记录 2 份"
    assert told in doctor.get("/").content.decode()
    shown = doctor.get(feed).context["outside"]
    assert {row["url"] for row in shown} == {kept[Encounter], kept[HealthExam]}
    for other in ("public_health_b", "project_office", "line"):
        assert "外院新记录" not in client(cast, other).get("/").content.decode()
    assert not client(cast, "public_health_b").get(feed).context["outside"]
    line = reverse("web:services", args=[person.pk])
    assert doctor.get(kept[Encounter]).status_code == 200
    assert "外院新记录" not in doctor.get("/").content.decode() and not doctor.get(feed).context["outside"]
    own, outside = (doctor.get(line, {"from": part}).content.decode() for part in ("own", "outside"))
    assert "会诊记录表" in own and "（外院）" not in own
    assert outside.count("（外院）") == 2 and all(each in outside for each in ("健康体检表", "接诊记录表"))


@pytest.mark.req("EHR-21")
def test_a_record_from_outside_is_noted_as_it_is_saved_and_forgotten_when_voided(cast: Cast) -> None:
    person, doctor = cast.register(), cast.staff["doctor"]
    seen = {"served_on": TODAY, "subjective": "头晕", "objective": "血压偏高", "assessment": "高血压", "plan": "服药"}
    form = forms()["encounter"]
    record_service(form, uuid.uuid4(), person.pk, seen, actor=doctor)
    assert not OutsideRecord.objects.exists(), "the person's own institution"
    made = record_service(form, uuid.uuid4(), person.pk, seen, actor=doctor, institution=cast.centre_b)
    assert OutsideRecord.objects.get().record == made.pk
    void_service(form, made.pk, actor=doctor, reason="录错机构")
    assert not OutsideRecord.objects.exists()


@pytest.mark.req("FD-01", "FD-22")
def test_teams_are_formed_and_changed_by_their_own_institution(cast: Cast) -> None:
    browser = client(cast, "public_health_a")
    data = {
        "key": str(uuid.uuid4()),
        "sheet": "new",
        "name": "于白露团队",
        "lead": str(cast.staff["doctor"].pk),
    }
    assert browser.post(reverse("family_doctor:teams"), data).status_code == 302
    team = Team.objects.get()
    url = reverse("family_doctor:team", args=[team.pk])
    lead = {"key": str(uuid.uuid4()), "sheet": "lead", "lead": str(team.lead_id), "certificate": "QK-1"}
    assert browser.post(url, lead).status_code == 302
    team.refresh_from_db()
    assert team.lead_is_gp
    client(cast, "doctor").post(url, {**lead, "certificate": ""})
    client(cast, "public_health_b").post(url, {**lead, "certificate": ""})
    team.refresh_from_db()
    assert team.lead_is_gp and client(cast, "public_health_b").get(url).status_code == 404


def test_the_quota_is_spread_differently_neutral_or_approved(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("丛立春", "王清明"):
        signed(cast, cast.register(name).pk)
    signed(cast, cast.register("于谷雨", birth_date=dt.date(1980, 1, 1)).pk)
    cast.centre_a.code = "HC-YT"
    cast.centre_a.save()
    browser, url = client(cast, "public_health_a"), reverse("family_doctor:quota")

    def spread(elderly: str, general: str) -> int:
        data = {
            "key": str(uuid.uuid4()),
            "sheet": "adjust",
            "elderly": elderly,
            "general": general,
            "reason": "老年人多",
        }
        return browser.post(url, data).status_code

    assert spread("35", "x") == 422 and not QuotaPlan.objects.exists()
    assert spread("35", "20") == 200
    neutral = QuotaPlan.objects.get()
    assert (neutral.state, neutral.advised) == ("neutral", Decimal(30))
    assert spread("36", "20") == 200
    waiting = QuotaPlan.objects.get(state="asked")
    decide = {"key": str(uuid.uuid4()), "sheet": f"decide-{waiting.pk}", "approve": "1", "note": ""}
    browser.post(url, decide)
    waiting.refresh_from_db()
    assert waiting.state == "asked"
    assert client(cast, "project_office").post(url, decide).status_code == 200
    waiting.refresh_from_db()
    neutral.refresh_from_db()
    assert (waiting.state, neutral.state) == ("approved", "replaced")
    assert client(cast, "finance").get(url).status_code == 200
    assert client(cast, "line").get(url).status_code == 403


def test_the_resident_s_page_shows_the_agreement_or_what_fits(cast: Cast) -> None:
    person, browser = cast.register(), client(cast, "doctor")
    text = browser.get(reverse("web:resident", args=[person.pk])).content.decode()
    assert "未签约" in text and "老年人服务包" in text
    signed(cast, person.pk)
    text = browser.get(reverse("web:resident", args=[person.pk])).content.decode()
    assert "于白露团队" in text and "协议和履约" in text


@pytest.mark.req("DIS-07")
def test_the_agreement_of_a_certificate_holder_opens_the_support_form(cast: Cast) -> None:
    person, other = cast.register(), cast.register("王清明")
    set_tag(person.pk, "disabled", START, source="残疾人证", by=cast.staff["public_health_a"])
    made, plain = signed(cast, person.pk, begins_on=START), signed(cast, other.pk, begins_on=START)
    form, by = forms()["disabled_support"], cast.staff["doctor"]
    for day in (dt.date(2024, 2, 1), dt.date(2024, 9, 3)):  # one before the agreement began
        answers = {"served_on": day, "services": [3], "outcome": 1}
        record_service(form, uuid.uuid4(), person.pk, answers, actor=by)
    url = reverse("family_doctor:agreement", args=[made.pk])
    support = client(cast, "doctor").get(url).context["support"]
    assert [line.on for line in support.lines] == [dt.date(2024, 9, 3)]
    assert support.new == reverse("web:record_new", args=[person.pk, form.id])
    page = client(cast, "doctor").get(support.new)
    assert page.status_code == 200 and "基本支持性服务记录表" in page.content.decode()
    assert client(cast, "doctor").get(reverse("family_doctor:agreement", args=[plain.pk])).context["support"] is None
    assert client(cast, "disabled_federation").get(url).context["support"].new == ""
    assert client(cast, "disabled_federation").get(support.new).status_code == 403
    assert client(cast, "public_health_b").get(url).status_code == 404

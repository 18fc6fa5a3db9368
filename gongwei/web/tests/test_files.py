"""Attachments over the wire: sent at once, read with the record that holds them, refused to everybody else."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from gongwei.catalogue.chapters import forms
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
FORM, FIELD = "new_items_two_cancer", "evidence"
SCREENED = {"served_on": dt.date(2024, 9, 10), "rural": True, "consented": True, "cervical": 1, "breast": 1}


@pytest.fixture
def cast(settings: Settings, tmp_path: Path) -> Cast:
    settings.DATA = tmp_path
    return make_cast()


def enter(cast: Cast, role: str = "public_health_a") -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def photograph(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(target, "JPEG")
    return target.getvalue()


def send(client: Client, data: bytes = b"", key: uuid.UUID | None = None, **changes: str) -> Any:
    """Upload a file; the answer."""
    sent = SimpleUploadedFile("报告单.jpg", data or photograph())
    about = {"id": str(key or uuid.uuid4()), "form": FORM, "field": FIELD, **changes}
    return client.post(reverse("web:files"), {**about, "file": sent})


def kept(cast: Cast, person: Resident, *files: str, version: int | None = None, key: Any = None) -> Any:
    """A record that holds files."""
    how: dict[str, Any] = {"version": version, "reason": "更正附件"} if version else {}
    values = {**SCREENED, FIELD: [uuid.UUID(each) for each in files]}
    staff = cast.staff["public_health_a"]
    return record_service(forms()[FORM], key or uuid.uuid4(), person.pk, values, actor=staff, **how)


def url(record: Any, file: str) -> str:
    return reverse("web:record_file", args=[FORM, record.pk, file])


def test_a_file_is_sent_at_once_and_shown_to_its_sender(cast: Cast) -> None:
    client = enter(cast)
    answer = send(client).json()
    assert answer["kind"] == "image" and answer["name"] == "报告单.jpg"
    own = client.get(reverse("web:own_file", args=[answer["id"]]))
    assert own.status_code == 200 and own["Content-Type"] == "image/jpeg"
    assert "sandbox" in own["Content-Security-Policy"]
    small = client.get(reverse("web:own_file", args=[answer["id"]]), {"thumb": "1"})
    assert len(small.getvalue()) < len(own.getvalue())


def test_nobody_else_reads_a_file_that_no_record_holds(cast: Cast) -> None:
    sent = send(enter(cast)).json()["id"]
    for role in ("doctor", "public_health_b", "project_office"):
        assert enter(cast, role).get(reverse("web:own_file", args=[sent])).status_code == 404


def test_who_may_read_the_record_may_read_its_files(cast: Cast) -> None:
    person, client = cast.register(sex=2), enter(cast)
    sent = send(client).json()["id"]
    record = kept(cast, person, sent)
    assert enter(cast, "doctor").get(url(record, sent)).status_code == 200
    assert enter(cast, "public_health_b").get(url(record, sent)).status_code == 404
    assert enter(cast, "finance").get(url(record, sent)).status_code in (403, 404)
    assert Client().get(url(record, sent)).status_code == 302


def test_a_file_of_another_record_is_not_read_through_ones_own(cast: Cast) -> None:
    client = enter(cast)
    one, other = send(client).json()["id"], send(client, photograph("blue")).json()["id"]
    mine = kept(cast, cast.register("于白露", sex=2), one)
    kept(cast, cast.register("王小雪", sex=2), other)
    assert enter(cast, "doctor").get(url(mine, other)).status_code == 404


def test_a_file_that_a_former_version_held_is_still_there(cast: Cast) -> None:
    person = cast.register(sex=2)
    sent = send(enter(cast)).json()["id"]
    record = kept(cast, person, sent)
    kept(cast, person, version=1, key=record.pk)
    assert enter(cast, "doctor").get(url(record, sent)).status_code == 200


def test_a_record_names_only_known_files_of_its_own_institution(cast: Cast) -> None:
    person = cast.register(sex=2)
    theirs = send(enter(cast, "public_health_b")).json()["id"]
    for strange in (theirs, str(uuid.uuid4())):
        with pytest.raises(Invalid) as wrong:
            kept(cast, person, strange)
        assert "没有传到服务器" in wrong.value.by_field[FIELD][0]


def test_more_than_the_field_takes_is_refused(cast: Cast) -> None:
    client = enter(cast)
    many = [
        send(client, photograph(colour)).json()["id"]
        for colour in ("red", "green", "blue", "gold", "pink", "tan", "navy")
    ]
    with pytest.raises(Invalid) as wrong:
        kept(cast, cast.register(sex=2), *many)
    assert "最多 6 个" in wrong.value.by_field[FIELD][0]


@pytest.mark.parametrize(
    ("form", "field"), [("nothing", FIELD), (FORM, "rural"), ("hypertension_followup", "sbp")]
)
def test_files_go_only_where_a_form_takes_them(cast: Cast, form: str, field: str) -> None:
    assert send(enter(cast), form=form, field=field).status_code == 404


def test_what_cannot_be_kept_is_told_in_words(cast: Cast) -> None:
    answer = send(enter(cast), b"MZ not a picture")
    assert answer.status_code == 422 and "看不出这是什么文件" in answer.json()["error"]


def test_a_role_that_writes_nothing_sends_nothing(cast: Cast) -> None:
    assert send(enter(cast, "project_office")).status_code == 403


def test_the_same_upload_repeated_is_one_file_and_an_id_is_never_reused(cast: Cast) -> None:
    client, key = enter(cast), uuid.uuid4()
    assert send(client, key=key).json() == send(client, key=key).json()
    assert send(client, photograph("blue"), key).status_code == 422


def test_a_refused_form_and_the_stored_record_show_their_files(cast: Cast) -> None:
    person, client = cast.register(sex=2), enter(cast)
    sent = send(client).json()["id"]
    typed = {"id": str(uuid.uuid4()), "served_on": "2024-09-10", FIELD: sent}
    refused = client.post(reverse("web:record_new", args=[person.pk, FORM]), typed)
    assert refused.status_code == 422 and sent in refused.content.decode()
    record = kept(cast, person, sent)
    assert sent in client.get(reverse("web:record", args=[FORM, record.pk])).content.decode()
    printed = client.get(reverse("web:record_print", args=[FORM, record.pk])).content.decode()
    assert f"{url(record, sent)}?thumb=1" in printed

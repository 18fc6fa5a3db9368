"""Files that people send: judged by content, stripped of camera and place, kept once, refused with a reason."""

from __future__ import annotations

import io
import struct
import uuid
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.records.attachments.content import MOST_BYTES, Unfit, content_of
from gongwei.records.attachments.models import Attachment
from gongwei.records.attachments.store import file_of, folder, keep, place, plain_name

PHOTO = ("image", "pdf")
GPS = 0x8825


def photograph(width: int = 640, height: int = 480, *, kind: str = "JPEG", turned: int = 0) -> bytes:
    """A picture with a camera's notes: make, orientation and place."""
    picture, target = Image.new("RGB", (width, height), "#3070a0"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of the ward"
    exif[GPS] = {1: "N", 2: (37.0, 30.0, 0.0), 3: "E", 4: (122.0, 7.0, 0.0)}
    if turned:
        exif[0x0112] = turned
    picture.save(target, kind, exif=exif)
    return target.getvalue()


def test_a_photograph_loses_camera_and_place() -> None:
    kept = content_of(photograph(), PHOTO)
    exif = Image.open(io.BytesIO(kept.data)).getexif()
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("image", "image/jpeg", 640, 480)
    assert not dict(exif) and not exif.get_ifd(GPS)
    assert b"Camera of the ward" not in kept.data and kept.thumb


def test_a_field_may_keep_where_a_photograph_was_taken() -> None:
    kept = content_of(photograph(), PHOTO, keep_location=True)
    assert Image.open(io.BytesIO(kept.data)).getexif().get_ifd(GPS)[1] == "N"


def test_a_picture_taken_upright_stands_upright_and_large_ones_become_smaller() -> None:
    assert (kept := content_of(photograph(turned=6), PHOTO)).height == 640 and kept.width == 480
    assert content_of(photograph(4000, 3000), PHOTO).width == 2400


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP"])
def test_other_pictures_become_jpeg(kind: str) -> None:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(target, kind)
    assert content_of(target.getvalue(), PHOTO).media_type == "image/jpeg"


def test_a_pdf_is_known_by_its_signature() -> None:
    whole = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    assert content_of(whole, PHOTO).data == whole
    with pytest.raises(Unfit, match="不收 PDF"):
        content_of(whole, ("image",))
    with pytest.raises(Unfit, match="不完整"):
        content_of(b"%PDF-1.4\nhalf", PHOTO)
    with pytest.raises(Unfit, match="脚本"):
        content_of(b"%PDF-1.4\n<</S /JavaScript /JS (app.alert)>>\n%%EOF", PHOTO)


def archive() -> bytes:
    """A zip that unpacks to far more than it weighs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("photo.jpg", b"\0" * 5_000_000)
    return target.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few hundred bytes that claims side × side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    parts = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xff\xd8" + b"0" * MOST_BYTES, "最多 10 MB"),
        (archive(), "看不出这是什么文件"),
        (b"<svg onload='alert(1)'/>", "看不出这是什么文件"),
        (b"MZ" + b"\0" * 200, "看不出这是什么文件"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "HEIC"),
        (bomb(30_000), "不能保存"),
        (bomb(9_000), "太大"),
        (photograph()[:900], "损坏|看不出"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        content_of(data, PHOTO)


def test_a_signature_is_drawn_and_an_empty_one_is_none() -> None:
    drawn, blank = Image.new("RGBA", (300, 100)), io.BytesIO()
    drawn.save(blank, "PNG")
    with pytest.raises(Unfit, match="空白"):
        content_of(blank.getvalue(), ("signature",))
    drawn.paste((20, 30, 40, 255), (10, 10, 200, 20))
    ink = io.BytesIO()
    drawn.save(ink, "PNG")
    assert content_of(ink.getvalue(), ("signature",)).kind == "signature"


def test_a_name_says_what_the_file_is() -> None:
    assert plain_name("..\\..\\教里村\x00宣传栏.exe", "image/jpeg") == "教里村宣传栏.jpg"
    assert plain_name("", "application/pdf") == "附件.pdf"


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.DATA = tmp_path
    return make_cast()


def test_the_same_file_sent_twice_is_kept_once(cast: Cast) -> None:
    staff, key, data = cast.staff["public_health_a"], uuid.uuid4(), photograph()
    one = keep(key, data, "a.jpg", staff=staff, kinds=PHOTO)
    assert keep(key, data, "a.jpg", staff=staff, kinds=PHOTO) == one
    with pytest.raises(Unfit, match="编号已用过"):
        keep(key, photograph(20, 20), "b.jpg", staff=staff, kinds=PHOTO)
    assert Attachment.objects.count() == 1
    assert file_of(one).read_bytes().startswith(b"\xff\xd8")
    assert [each.name for each in folder().rglob(".new-*")] == []


def test_two_attachments_with_the_same_bytes_share_a_file(cast: Cast) -> None:
    staff, data = cast.staff["public_health_a"], photograph()
    one, other = (keep(uuid.uuid4(), data, "a.jpg", staff=staff, kinds=PHOTO) for _ in range(2))
    assert file_of(one) == file_of(other) and one.pk != other.pk
    with pytest.raises(ValueError, match="not a hash"):
        place("../../etc/passwd")

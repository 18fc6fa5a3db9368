"""What a sent file really is: judged by its bytes, never by its name; photographs leave without camera and place."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_PIXELS = 60_000_000
"""A photograph of a telephone has up to 50 million; a picture that unpacks to more is refused unread."""
LONGEST_SIDE = 2400
THUMB_SIDE = 240
QUALITY = 85
READ = ("JPEG", "PNG", "WEBP", "BMP")
HEIC = re.compile(rb"^....ftyp(heic|heix|mif1|hevc)", re.DOTALL)


class Unfit(ValueError):
    """A file that cannot be kept; the sentence says what it is and what to do."""


@dataclass(frozen=True)
class Content:
    """A file as it will be kept."""

    kind: str
    media_type: str
    data: bytes
    thumb: bytes = b""
    width: int | None = None
    height: int | None = None


def content_of(data: bytes, kinds: tuple[str, ...], *, keep_location: bool = False) -> Content:
    """Read a sent file as one of the kinds that are wanted; Unfit says why it cannot be kept."""
    if not data:
        raise Unfit("文件是空的，请重新选择")
    if len(data) > MOST_BYTES:
        raise Unfit(
            f"文件有 {len(data) / MEGABYTE:.1f} MB，最多 {MOST_BYTES // MEGABYTE} MB；请缩小图片或分成几个文件再传"
        )
    if data.startswith(b"%PDF-"):
        return _pdf(data, kinds)
    if HEIC.match(data[:32]):
        raise Unfit("这是 HEIC 格式的照片，请在手机相机设置里选“兼容性最佳（JPEG）”后重拍，或先转成 JPEG")
    return _picture(data, kinds, keep_location)


def _pdf(data: bytes, kinds: tuple[str, ...]) -> Content:
    if "pdf" not in kinds:
        raise Unfit(f"这里不收 PDF，只收{said(kinds)}")
    if b"%%EOF" not in data[-2048:]:
        raise Unfit("这个 PDF 不完整，请重新导出或重新扫描")
    if re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b", data):
        raise Unfit("这个 PDF 带有脚本或内嵌文件，不能保存；请用“打印成 PDF”重新生成")
    return Content("pdf", "application/pdf", data)


def _picture(data: bytes, kinds: tuple[str, ...], keep_location: bool) -> Content:
    signed = "signature" in kinds and "image" not in kinds
    if not signed and "image" not in kinds:
        raise Unfit(f"这里只收{said(kinds)}")
    picture = _opened(data, kinds)
    exif = picture.getexif() if keep_location else None
    try:
        picture.load()
        picture = ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError):
        raise Unfit("图片已损坏，打不开；请重新拍摄或导出") from None
    if signed and _blank(picture):
        raise Unfit("签名是空白的，请在框内签名后再确认")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = _png(picture) if signed else _jpeg(picture, exif)
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    kind, media = ("signature", "image/png") if signed else ("image", "image/jpeg")
    return Content(kind, media, kept, _png(small) if signed else _jpeg(small, None), *picture.size)


def _opened(data: bytes, kinds: tuple[str, ...]) -> Image.Image:
    """The picture with its size known and nothing unpacked yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit stands below
            picture = Image.open(io.BytesIO(data), formats=READ)
    except Image.DecompressionBombError:
        raise Unfit("图片的尺寸异常大，不能保存；请用普通照片") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unfit(f"看不出这是什么文件（文件名不算数）；这里只收{said(kinds)}") from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unfit(f"图片有 {width} × {height} 像素，太大，不能保存；请用普通照片")
    return picture


def _blank(picture: Image.Image) -> bool:
    """Whether nothing was drawn: one colour from edge to edge."""
    bands = picture.convert("RGBA").getextrema()
    return all(isinstance(band, tuple) and band[0] == band[1] for band in bands)


def _jpeg(picture: Image.Image, exif: Image.Exif | None) -> bytes:
    """The picture alone on white; its notes of camera, time and place only where the field asks for them."""
    flat = Image.new("RGB", picture.size, "white")
    clear = picture.convert("RGBA")
    flat.paste(clear, mask=clear.getchannel("A"))
    target = io.BytesIO()
    if exif:
        exif.pop(0x0112, None)  # the orientation is already turned
        flat.save(target, "JPEG", quality=QUALITY, optimize=True, exif=exif)
    else:
        flat.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()


def _png(picture: Image.Image) -> bytes:
    clean = Image.new("RGBA", picture.size)
    clean.paste(picture.convert("RGBA"))
    target = io.BytesIO()
    clean.save(target, "PNG", optimize=True)
    return target.getvalue()


WORDS = {"image": "图片（JPEG、PNG、WebP）", "pdf": " PDF", "signature": "手写签名"}


def said(kinds: tuple[str, ...]) -> str:
    """The kinds in words."""
    return "和".join(WORDS[kind] for kind in kinds)

"""Write a screenshot again with a palette of at most 256 colours: a third of the size, the text as sharp."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
Pixels = NDArray[np.uint8]


def shrink(file: Path) -> None:
    """Replace an 8-bit RGB or RGBA picture by itself with a palette."""
    pixels = _read(file.read_bytes())
    packed = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, place, often = np.unique(packed, return_inverse=True, return_counts=True)
    palette = colours[np.argsort(often)[::-1][:MOST]]  # the commonest stay as they are, the others go to the nearest
    apart = np.abs(_channels(colours)[:, None, :] - _channels(palette)[None, :, :]).sum(axis=2)
    nearest = apart.argmin(axis=1).astype(np.uint8)
    file.write_bytes(_written(palette, nearest[place.reshape(packed.shape)]))


def _channels(colours: NDArray[np.uint32]) -> NDArray[np.int32]:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.int32)


def _written(colours: NDArray[np.uint32], place: Pixels) -> bytes:
    height, width = place.shape
    palette = b"".join(int(each).to_bytes(3, "big") for each in colours)
    lines = np.hstack([np.zeros((height, 1), np.uint8), place]).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_part(name, data) for name, data in parts)


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        at += size + 12


def _read(content: bytes) -> Pixels:
    """Height × width × RGB, the filters of each line taken back."""
    parts = list(_parts(content))
    width, height, _, kind = struct.unpack(">IIBB", parts[0][1][:10])
    depth = {2: 3, 6: 4}[kind]
    raw = zlib.decompress(b"".join(data for name, data in parts if name == b"IDAT"))
    size, above, lines = width * depth, bytearray(width * depth), []
    for row in range(height):
        start = row * (size + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + size]), above, depth)
        lines.append(bytes(above))
    return np.frombuffer(b"".join(lines), np.uint8).reshape(height, width, depth)[:, :, :3]


def _unfiltered(kind: int, line: bytearray, above: bytearray, depth: int) -> bytearray:
    for place in range(len(line)) if kind else ():
        left = line[place - depth] if place >= depth else 0
        corner = above[place - depth] if place >= depth else 0
        line[place] = (line[place] + _guess(kind, left, above[place], corner)) & 255
    return line


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    nearest = min((abs(up - corner), 0, left), (abs(left - corner), 1, up), (abs(left + up - 2 * corner), 2, corner))
    return nearest[2]

"""A zip that somebody sent, looked at before any library opens it.

A zip may say that it holds a page and hold a library of bombs. What each member really unpacks to is counted, in
pieces, and compared with what the zip says of it: a member that lies is refused before a program that believes it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from directory.exchange.spreadsheets.limits import Limits, refuse

MAGIC = b"PK\x03\x04"
LOCAL = struct.Struct("<4s22xHH")
PIECE = 64 * 1024
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
BOMB = "This file unpacks to far more than it holds. It was not opened."


def is_package(content: bytes) -> bool:
    """Whether it begins as a zip does."""
    return content.startswith(MAGIC)


class Package:
    """The members of a zip whose directory is sound. Raises `Invalid` when it is not."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        try:
            infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, UnicodeError):
            raise refuse("zip", "This file is damaged: it cannot be unpacked.") from None
        self.members = {each.filename: each for each in infos if not each.is_dir()}
        self._check(infos)

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        limits, names = self._limits, [each.filename for each in infos]
        if len(infos) > limits.members:
            raise refuse("members", f"There are more than {limits.members} files in this one.")
        if len({*map(str.casefold, names)}) < len(names):
            raise refuse("zip", "Two files in this one have the same name.")
        if any(_strays(each) for each in names):
            raise refuse("path", "A file in this one has a name that leads elsewhere.")
        if any(each.flag_bits & 1 for each in infos):
            raise refuse("locked", "This file has a password. Save it without one.")
        if any(each.compress_type not in (STORED, DEFLATED) for each in infos):
            raise refuse("zip", "This file is packed in a way that we do not know.")
        unpacked, packed = (sum(getattr(each, of) for each in infos) for of in ("file_size", "compress_size"))
        if unpacked > limits.unpacked or unpacked > limits.ratio * max(packed, PIECE):
            raise refuse("bomb", BOMB)

    def pieces(self, name: str) -> Iterator[bytes]:
        """What a member unpacks to, in pieces. Raises `Invalid` when that is not what the zip says."""
        info = self.members[name]
        packed = self._packed(info)
        left = info.file_size
        for piece in _stored(packed) if info.compress_type == STORED else _inflated(packed):
            left -= len(piece)
            if left < 0:
                raise refuse("bomb", BOMB)
            yield piece
        if left:
            raise refuse("zip", "This file is damaged: a part of it is missing.")

    def read(self, name: str) -> bytes:
        """A whole member."""
        return b"".join(self.pieces(name))

    def verify(self) -> None:
        """Raises `Invalid` when any member is not what the zip says."""
        for name in self.members:
            for _ in self.pieces(name):
                pass

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        head = self._content[info.header_offset : info.header_offset + LOCAL.size]
        if len(head) < LOCAL.size or not head.startswith(MAGIC):
            raise refuse("zip", "This file is damaged: it cannot be unpacked.")
        _, name, extra = LOCAL.unpack(head)
        begin = info.header_offset + LOCAL.size + name + extra
        return memoryview(self._content)[begin : begin + info.compress_size]


def _stored(packed: memoryview) -> Iterator[bytes]:
    return (bytes(packed[at : at + PIECE]) for at in range(0, len(packed), PIECE))


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-15)
    waiting = bytes(packed)
    try:
        while waiting and not inflate.eof:
            if piece := inflate.decompress(waiting, PIECE):
                yield piece
            waiting = inflate.unconsumed_tail
    except zlib.error:
        raise refuse("zip", "This file is damaged: it cannot be unpacked.") from None


def _strays(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in name or any(ord(each) < 32 for each in name)

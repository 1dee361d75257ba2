"""The zip under a workbook, opened with bounds: nothing is inflated that was not measured first.

A workbook's parts are counted and sized from the directory, inflated in small pieces, and held to the size and
checksum the directory states. `copy` then gives a new zip of the looked-at parts alone, so that the reader after
us meets exactly what was measured: no macro, no external link, no second directory.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, MutableMapping

from ntm.errors import DataError
from ntm.vietnamese.messages import _

MAX_MEMBERS = 10_000
MAX_UNPACKED = 160_000_000
"""All parts that are read, inflated, in bytes."""
MAX_RATIO = 200
RATIO_FROM = 4_000_000
"""A part that inflates to more than this may not have shrunk more than MAX_RATIO times: no sheet does."""
CHUNK = 1 << 18

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED = 0x1


class Archive:
    """A zip held in memory; raises DataError, naming the file, for what cannot be a workbook's."""

    def __init__(self, file: str, content: bytes) -> None:
        """Read the directory of `content`; `file` is the name told to people."""
        self.file, self._content = file, content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as directory:
                entries = directory.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise self.broken() from error
        if len(entries) > MAX_MEMBERS:
            raise DataError(
                _("{file}: tệp nén có {count} phần, nhiều hơn mọi sổ tính. Không đọc.").format(
                    file=file, count=len(entries)
                )
            )
        self._entries = {entry.filename.lstrip("/"): entry for entry in entries}
        if len(self._entries) != len(entries):
            raise self.broken()

    @property
    def names(self) -> list[str]:
        """The parts, in the directory's order."""
        return list(self._entries)

    def size(self, name: str) -> int:
        """The stated size of a part, inflated, in bytes."""
        return self._entries[name].file_size

    def require_bounds(self, names: Iterable[str]) -> None:
        """Raise DataError when these parts would inflate too far, by what the directory states."""
        total = 0
        for name in names:
            entry = self._entries[name]
            total += entry.file_size
            if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (
                zipfile.ZIP_STORED,
                zipfile.ZIP_DEFLATED,
            ):
                raise self.broken()
            if (
                entry.file_size > RATIO_FROM
                and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
            ) or total > MAX_UNPACKED:  # fmt: skip
                raise DataError(
                    _(
                        "{file}: khi giải nén tệp phình ra quá lớn ({part}: {size} MB). "
                        "Hãy xóa các dòng, cột và trang thừa, lưu lại, hoặc chia nhỏ tệp."
                    ).format(file=self.file, part=name, size=max(total, entry.file_size) // 1_000_000)
                )

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, inflated piece by piece; raises DataError when it is not what the directory states."""
        entry = self._entries[name]
        raw = self._raw(entry)
        done = check = 0
        for piece in _inflated(raw) if entry.compress_type == zipfile.ZIP_DEFLATED else _pieces(raw):
            if piece is None:
                raise self.broken()
            done += len(piece)
            check = zlib.crc32(piece, check)
            if done > entry.file_size:
                raise self.broken()
            yield piece
        if done != entry.file_size or check != entry.CRC:
            raise self.broken()

    def read(self, name: str, most: int) -> bytes:
        """A whole small part; raises DataError when it is larger than `most` bytes."""
        if self.size(name) > most:
            raise DataError(
                _("{file}: phần {part} lớn hơn {limit} MB. Hãy lưu lại bằng Excel hoặc chia nhỏ tệp.").format(
                    file=self.file, part=name, limit=most // 1_000_000
                )
            )
        return b"".join(self.chunks(name))

    def copy(self, names: Iterable[str], contents: MutableMapping[str, bytes]) -> io.BytesIO:
        """A new zip of these parts, their packed bytes as they are and one plain header each.

        Those in `contents` get that content in place of their own, not packed; it is taken out there.
        """
        out, directory = io.BytesIO(), []
        for name in names:
            entry = self._entries[name]
            path = name.encode()
            content: bytes | memoryview | None = contents.pop(name, None)
            if content is None:
                content = self._raw(entry)
                form = (entry.compress_type, 0, 0x21, entry.CRC, entry.compress_size, entry.file_size)
            else:
                form = (zipfile.ZIP_STORED, 0, 0x21, zlib.crc32(content), len(content), len(content))
            common = (20, 0x800, *form, len(path))
            directory.append(
                _CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, 0, out.tell()) + path
            )  # fmt: skip
            out.write(_LOCAL.pack(b"PK\x03\x04", *common, 0) + path)
            out.write(content)
        start = out.tell()
        out.write(b"".join(directory))
        count = len(directory)
        out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, out.tell() - start, start, 0))
        out.seek(0)
        return out

    def broken(self) -> DataError:
        """The refusal of a file whose inside does not hold together."""
        return DataError(
            _("{file}: tệp hỏng, không đọc được như một tệp xlsx. Hãy mở bằng Excel và lưu lại.").format(
                file=self.file
            )
        )

    def _raw(self, entry: zipfile.ZipInfo) -> memoryview:
        header = self._content[entry.header_offset : entry.header_offset + _LOCAL.size]
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise self.broken()
        name, extra = _LOCAL.unpack(header)[-2:]
        start = entry.header_offset + _LOCAL.size + name + extra
        raw = memoryview(self._content)[start : start + entry.compress_size]
        if len(raw) != entry.compress_size:
            raise self.broken()
        return raw


def _pieces(raw: memoryview) -> Iterator[bytes | None]:
    for start in range(0, len(raw), CHUNK):
        yield bytes(raw[start : start + CHUNK])


def _inflated(raw: memoryview) -> Iterator[bytes | None]:
    """The inflated pieces; None at the end when the stream is broken or does not end where it should."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(raw), CHUNK):
            waiting: bytes | memoryview = raw[start : start + CHUNK]
            while waiting and not stream.eof:
                yield stream.decompress(waiting, CHUNK)
                waiting = stream.unconsumed_tail
        while not stream.eof:
            rest = stream.decompress(b"", CHUNK)
            if not rest:
                break
            yield rest
    except zlib.error:
        yield None
        return
    if not stream.eof or stream.unused_data:
        yield None

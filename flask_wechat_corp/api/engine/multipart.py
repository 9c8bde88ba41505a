"""Send one file as the body of a ``multipart/form-data`` request, streamed."""

from __future__ import annotations

import io
import mimetypes
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from .encoding import encodable

__all__ = ["FileLike", "Multipart", "Progress", "checked_upload"]

FileLike = str | os.PathLike[str] | bytes | BinaryIO

#: called with (bytes done, total bytes or None when unknown)
Progress = Callable[[int, "int | None"], object]

#: bytes of an unseekable stream that are kept in memory before a temporary file is used
SPOOL = 1024 * 1024


MB = 1024 * 1024
#: kind of file -> largest size in bytes
LIMITS = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
#: smallest size in bytes
SMALLEST = 6


class Multipart:
    """The body of an upload; a context manager that closes the file if it opened it.

    :param file: a path, bytes, or a binary file, read from its current position
    :param filename: the name that is shown; needed for bytes
    :raises ValueError: when there is no name
    :raises TypeError: when ``file`` is a text file or something else
    """

    def __init__(
        self,
        file: str | os.PathLike[str] | bytes | BinaryIO,
        filename: str | None = None,
        field: str = "media",
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress
        self._ours = False
        name = filename or _name_of(file)
        if not name:
            raise ValueError("filename is missing. WeCom rejects a file without a name.")
        self._file = self._open(file)
        self._start = self._file.tell()
        self.size = self._file.seek(0, os.SEEK_END) - self._start
        boundary = os.urandom(16).hex()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="{_quoted(field)}"; '
            f'filename="{_quoted(name)}"; filelength={self.size}\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + self.size + len(self._tail)),
        }
        self._parts: list[BinaryIO] = []
        self._done = 0
        self.rewind()

    def _open(self, file: str | os.PathLike[str] | bytes | BinaryIO) -> BinaryIO:
        if isinstance(file, (str, os.PathLike)):
            self._ours = True
            return Path(file).open("rb")
        if isinstance(file, (bytes, bytearray, memoryview)):
            return io.BytesIO(file)
        if isinstance(file, io.TextIOBase) or not hasattr(file, "read"):
            raise TypeError("file must be a path, bytes or a file opened in binary mode.")
        if getattr(file, "closed", False):
            raise ValueError("file is closed. Pass an open file.")
        if hasattr(file, "seekable") and file.seekable():
            return file
        self._ours = True
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 -- close()
        shutil.copyfileobj(file, spool)
        spool.seek(0)
        return cast("BinaryIO", spool)

    def rewind(self) -> None:
        """Go back to the start, so that a retry sends the whole file."""
        self._file.seek(self._start)
        self._parts = [io.BytesIO(self._head), self._file, io.BytesIO(self._tail)]
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next ``size`` bytes, or fewer; empty at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(65536), b""))
        while self._parts:
            part = self._parts[0]
            piece = self._read_file(size) if part is self._file else part.read(size)
            if piece:
                return piece
            del self._parts[0]
        return b""

    def _read_file(self, size: int) -> bytes:
        """Read from the file up to the announced size: it may grow while it is sent."""
        left = self.size - self._done
        piece = self._file.read(min(size, left))
        if left and not piece:
            raise ValueError("The file became shorter while it was sent.")
        if piece:
            self._done += len(piece)
            if self._progress:
                self._progress(self._done, self.size)
        return piece

    def close(self) -> None:
        """Close the file if it was opened here."""
        if self._ours:
            self._file.close()

    def __enter__(self) -> Multipart:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _name_of(file: object) -> str:
    """Return the file's own name without directories; empty when it has none.

    An uploaded file of a Flask request has it in ``filename``; its ``name`` is the form field.
    """
    if isinstance(file, (str, os.PathLike)):
        name: object = file
    else:
        name = getattr(file, "filename", None) or getattr(file, "name", None)
    return Path(name).name if isinstance(name, (str, os.PathLike)) else ""


def _quoted(text: str) -> str:
    """Escape quotes and line breaks as browsers do; everything else stays UTF-8."""
    return encodable(text).replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def checked_upload(
    file: FileLike,
    kind: str,
    filename: str | None,
    progress: Progress | None,
    *,
    kinds: tuple[str, ...] = tuple(LIMITS),
    limit: int | None = None,
    name: str = "type",
) -> Multipart:
    """Check the kind and the size of a file and return the body of its upload.

    :param name: the argument with the kind, for the error
    :raises ValueError: for another kind or size, naming the limit
    """
    if kind not in kinds:
        raise ValueError(f"{name} must be one of {', '.join(kinds)}.")
    body = Multipart(file, filename, "media", progress)
    most = limit or LIMITS[kind]
    if not SMALLEST <= body.size <= most:
        body.close()
        raise ValueError(
            f"{kind}: WeCom takes {SMALLEST} to {most} bytes, the file has {body.size}."
        )
    return body

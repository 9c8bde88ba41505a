"""Downloads: recognise files and errors, make file names safe, stream the content."""

from __future__ import annotations

import itertools
import os
import re
import secrets
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote

from ...errors import WeChatTransportError
from .multipart import Progress
from .response import ErrorResponse, Failure, Response, bad_status, read_json

__all__ = ["Media", "open_media"]

#: a JSON or text response up to this size may be an error; a larger one is a file
ERROR_LIMIT = 64 * 1024
CHUNK_SIZE = 64 * 1024


class Media:
    """A download; a context manager that is also closed when it has been read to its end.

    :ivar filename: the name from the response's header without directories and control
        characters; empty when there is none
    :ivar content_type: the media type
    :ivar size: total bytes, or ``None`` when WeCom does not send the size
    """

    def __init__(self, response: Response, path: str) -> None:
        self._response = response
        self._path = path
        self._content: bytes | None = None
        self._head = b""
        self._rest: Iterator[bytes] | None = None
        self.filename = safe_name(response.headers.get("Content-Disposition", ""))
        self.content_type = response.headers.get("Content-Type", "application/octet-stream")
        length = response.headers.get("Content-Length", "")
        encoded = "Content-Encoding" in response.headers
        self.size = int(length) if length.isdecimal() and not encoded else None

    def __repr__(self) -> str:
        return f"<Media {self.filename!r} {self.content_type} {self.size}>"

    @property
    def content(self) -> bytes:
        """The whole file, in memory.

        :raises WeChatTransportError: when the connection breaks before the end
        """
        if self._content is None:
            self._content = b"".join(self.iter_content())
        return self._content

    def iter_content(self, size: int = CHUNK_SIZE) -> Iterator[bytes]:
        """Yield the file in chunks of at most ``size`` bytes; possible once.

        :raises WeChatTransportError: when the connection breaks before the end
        """
        if self._content is not None:
            yield self._content
            return
        head, done = self._head, 0
        self._head = b""
        with self:
            for piece in chain((head,), self._rest or self._stream(size)):
                done += len(piece)
                for start in range(0, len(piece), size):
                    yield piece[start : start + size]
        if self.size is not None and done != self.size:
            raise WeChatTransportError(
                self._path, f"The download broke off after {done} of {self.size} bytes."
            )

    def save(self, path: str | os.PathLike[str], progress: Progress | None = None) -> Path:
        """Write the file to ``path``; in a directory, under its own name.

        In a directory nothing is overwritten: the second ``a.png`` is saved as ``a-1.png``. A link
        in place of the file is replaced, never followed.

        :param path: a file, which is overwritten if it exists, or a directory
        :param progress: called with (bytes received, total bytes or ``None``)
        :returns: the path of the file; a download that breaks off leaves no file
        """
        target = Path(path)
        in_folder = target.is_dir()
        folder = target if in_folder else target.parent
        part = folder / f".{secrets.token_hex(8)}.part"
        done = 0
        # "x" never opens what is already there, neither a file nor a planted link.
        with part.open("xb") as file:
            try:
                for piece in self.iter_content():
                    file.write(piece)
                    done += len(piece)
                    if progress:
                        progress(done, self.size)
                file.close()
                if in_folder:
                    target = _reserve(target, self.filename or "media")
                part.replace(target)  # a link is replaced, not followed
            finally:
                part.unlink(missing_ok=True)
        return target

    def _stream(self, size: int) -> Iterator[bytes]:
        from .transport import read_stream  # already loaded, because a connection is open

        return read_stream(self._response, size, self._path)

    def peek(self, limit: int) -> bytes | None:
        """Return the content if it has at most ``limit`` bytes, else ``None``.

        What has been read is kept for :meth:`iter_content`.

        :raises WeChatTransportError: when the connection breaks
        """
        self._rest = self._stream(CHUNK_SIZE)
        for piece in self._rest:
            self._head += piece
            if len(self._head) > limit:
                return None
        return self.content

    def close(self) -> None:
        """Give the connection back to the pool."""
        self._response.close()

    def __enter__(self) -> Media:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_media(response: Response, path: str) -> Media | ErrorResponse | Failure:
    """Return a file, or the error that came instead: decided by the headers, then ``errcode``.

    A response with ``Content-Disposition`` is a file, also one that contains JSON.
    """
    media = Media(response, path)
    status = response.status_code
    if status not in (200, 206) and not 400 <= status < 500:
        media.close()
        return bad_status(status)
    kind = media.content_type.partition(";")[0].strip().lower()
    announced = "Content-Disposition" in response.headers
    large = media.size is not None and media.size > ERROR_LIMIT
    if announced or large or kind not in _MAYBE_ERRORS:
        if status < 400:
            return media
        media.close()
        return bad_status(status)
    failure, content = None, None
    try:
        content = media.peek(ERROR_LIMIT)
    except WeChatTransportError as error:
        failure = Failure(error.reason, maybe_sent=True)
    if failure:
        return failure
    if content is None:  # too long for an error
        if status < 400:
            return media
        media.close()
        return bad_status(status)
    try:
        data = read_json(content)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and re.fullmatch(_ERROR_CODE, str(data.get("errcode"))):
        return ErrorResponse(int(data["errcode"]), data)
    if status >= 400:
        return bad_status(status)
    if kind == "text/html":
        return Failure("The response is an HTML page, not a file.", status=200)
    return media


_MAYBE_ERRORS = frozenset({"application/json", "text/plain", "text/json", "text/html"})
# Patterns are compiled at their first use: few applications download files.
_ERROR_CODE = "-?[1-9][0-9]{0,9}"
_EXTENDED = r"""(?i)filename\*\s*=\s*"?(UTF-8|GBK|GB18030)'[^';"]*'([^;\s"]+)"""
_QUOTED = r'(?i)filename\s*=\s*"((?:[^"\\]|\\.)*)"'
_BARE = r"(?i)filename\s*=\s*([^;\s\"]+)"
#: Control characters, what Windows does not allow in a name, and marks that change the direction of
#: text, with which ``gpj.exe`` looks like ``exe.jpg``.
_UNWANTED = '[\x00-\x1f\x7f-\x9f<>:"|?*\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]'
#: Names of devices under Windows, with any ending, and options of a command.
_RESERVED = r"(?i)(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)|-"


def _reserve(folder: Path, name: str) -> Path:
    """Create an empty file under this name, or with a number when it exists."""
    stem, ending = os.path.splitext(name)
    for number in itertools.count():
        path = folder / (f"{stem}-{number}{ending}" if number else name)
        try:
            path.open("xb").close()
        except FileExistsError:
            continue
        return path
    raise AssertionError  # the numbers do not end


def safe_name(header: str) -> str:
    """Return the file name in a ``Content-Disposition`` header, safe to use in a directory."""
    found = re.search(_EXTENDED, header)
    if found:
        name = unquote(found[2], found[1], "replace")
    else:
        quoted = re.search(_QUOTED, header)
        found = quoted or re.search(_BARE, header)
        if not found:
            return ""
        name = re.sub(r"\\(.)", r"\1", found[1]) if quoted else found[1]
        name = _as_text(unquote(name) if "%" in name else name)
    name = re.sub(_UNWANTED, "", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if re.match(_RESERVED, name):
        name = f"_{name}"
    while len(name.encode("utf-8", "replace")) > 200:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:-1]}{dot}{ending}" if dot and len(stem) > 1 else name[:-1]
    return name


def _as_text(name: str) -> str:
    """Decode a header that http.client has decoded as Latin-1.

    WeCom sends UTF-8, some gateways send GBK. UTF-8 comes first, because a name in another encoding
    is rarely valid UTF-8 by chance.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return name

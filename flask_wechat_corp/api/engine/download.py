"""Downloads: recognise files and errors, make file names safe, stream the content."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote

from ...errors import WeChatTransportError
from .multipart import Progress
from .response import ErrorResponse, Failure, Response, bad_status

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
        from .transport import read_stream  # already loaded, because a connection is open

        done = 0
        with self:
            for piece in read_stream(self._response, size, self._path):
                done += len(piece)
                yield piece
        if self.size is not None and done != self.size:
            raise WeChatTransportError(
                self._path, f"The download broke off after {done} of {self.size} bytes."
            )

    def save(self, path: str | os.PathLike[str], progress: Progress | None = None) -> Path:
        """Write the file to ``path``; in a directory, under its own name.

        :param progress: called with (bytes received, total bytes or ``None``)
        :returns: the path of the file; a download that breaks off leaves no file
        """
        target = Path(path)
        if target.is_dir():
            target /= self.filename or "media"
        part = target.with_name(target.name + ".part")
        done = 0
        try:
            with part.open("wb") as file:
                for piece in self.iter_content():
                    file.write(piece)
                    done += len(piece)
                    if progress:
                        progress(done, self.size)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return target

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
    if response.status_code not in (200, 206):
        media.close()
        return bad_status(response.status_code)
    kind = media.content_type.partition(";")[0].strip().lower()
    announced = "Content-Disposition" in response.headers
    if announced or kind not in ("application/json", "text/plain", "text/json", "text/html"):
        return media
    if media.size is not None and media.size > ERROR_LIMIT:
        return media
    failure = None
    try:
        content = media.content
    except WeChatTransportError as error:
        failure = Failure(error.reason, maybe_sent=True)
    if failure:
        return failure
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and _error_code.fullmatch(str(data.get("errcode"))):
        return ErrorResponse(int(data["errcode"]), data)
    if kind == "text/html":
        return Failure("The response is an HTML page, not a file.", status=200)
    return media


_error_code = re.compile("-?[1-9][0-9]{0,9}")
_extended = re.compile(r"filename\*\s*=\s*(?:UTF-8|utf-8)''([^;\s]+)")
_quoted = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"')
_bare = re.compile(r"filename\s*=\s*([^;\s\"]+)")
_unwanted = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


def safe_name(header: str) -> str:
    """Return the file name in a ``Content-Disposition`` header, safe to use in a directory."""
    found = _extended.search(header)
    if found:
        name = unquote(found[1], "utf-8", "replace")
    else:
        found = _quoted.search(header) or _bare.search(header)
        if not found:
            return ""
        name = re.sub(r"\\(.)", r"\1", found[1]) if found.re is _quoted else found[1]
        name = _as_utf8(unquote(name) if "%" in name else name)
    name = _unwanted.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    while len(name.encode("utf-8", "replace")) > 200:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:-1]}{dot}{ending}" if dot and len(stem) > 1 else name[:-1]
    return name


def _as_utf8(name: str) -> str:
    """Decode a header as UTF-8, as WeCom sends it; http.client has decoded it as Latin-1."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name

"""A request that is cut off on its way is not read as if it were whole: what was being sent is not stored by halves.

Some servers hand over what had come when the line broke, and Django reads the end of it as the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from django.core.files.uploadhandler import FileUploadHandler

CUT_OFF = "samspil.cut_off"
Environ = dict[str, Any]


class _Counted:
    """The body of a request, which must be as long as its head has promised."""

    def __init__(self, body: BinaryIO, promised: int, environ: Environ) -> None:
        self.body, self.left, self.environ = body, promised, environ

    def read(self, size: int = -1) -> bytes:
        """Read on; OSError, which Django knows as a broken line, when the end comes before it should."""
        wanted = self.left if size < 0 else min(size, self.left)
        pieces = []
        while wanted > 0:
            piece = self._taken(self.body.read(wanted))
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Read a line, and refuse as `read` does."""
        return self._taken(self.body.readline(size)) if size and self.left else b""

    def _taken(self, content: bytes) -> bytes:
        if not content:
            self.environ[CUT_OFF] = True
            raise OSError("The request ended before its length.")
        self.left -= len(content)
        return content


class WholeFiles(FileUploadHandler):
    """Marks a request whose last file has no end. Django leaves such a file out and says nothing."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand a piece of a file on to those who keep it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next."""

    def upload_interrupted(self) -> None:
        """Mark the request."""
        assert self.request is not None
        self.request.META[CUT_OFF] = True


def whole(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Put the counting between the server and the application."""

    def counted(environ: Environ, start_response: Any) -> Iterable[bytes]:
        try:
            promised = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            promised = 0
        if promised > 0:
            environ["wsgi.input"] = _Counted(environ["wsgi.input"], promised, environ)
        return application(environ, start_response)

    return counted

"""Large uploads on their way in: a full disk loses the file, never the form around it."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from motcua.documents.disk import is_full

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile  # generic for the type checker only

log = logging.getLogger("motcua.documents")


class LostUpload(Upload):
    """An upload for which there was no room: it has a name, and reading it says why there is nothing more."""

    def __init__(self, name: str, problem: OSError) -> None:
        super().__init__(file=None, name=name, size=0)
        self.problem = problem

    def read(self, size: int = -1, /) -> NoReturn:
        raise self.problem

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        raise self.problem


class CarefulUploadHandler(TemporaryFileUploadHandler):
    """Uploads go to temporary files. When one cannot be written the rest of the form is still read, so that the
    page can show it again beside the sentence that `store_file` then refuses with."""

    lost: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.lost = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self._lose(problem)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.lost is None:
            try:
                return super().receive_data_chunk(raw_data, start)
            except OSError as problem:
                self._lose(problem)
        return None

    def file_complete(self, file_size: int) -> Upload | None:
        if self.lost is None:
            try:
                return super().file_complete(file_size)
            except OSError as problem:
                self._lose(problem)
        assert self.lost is not None
        return LostUpload(self.file_name or "", self.lost)

    def _lose(self, problem: OSError) -> None:
        if not is_full(problem):
            raise problem
        log.error("no room for an upload: %s", problem)
        self.lost = problem
        half = getattr(self, "file", None)
        if half is not None:
            with contextlib.suppress(OSError):  # closing tries to write the rest once more
                half.close()
            del self.file

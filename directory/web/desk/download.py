"""A file that is sent in pieces, to somebody at the desk."""

from typing import IO

from litestar.types import Receive, Scope, Send

from directory.gate import reply
from directory.web.desk.frame import Visit

CHUNK = 64 * 1024


class Download(reply.Ready):
    """An answer that is what stands in a file, from where it is; the file is closed when it is sent, or cannot be."""

    def __init__(self, file: IO[bytes], name: str, media_type: str, visit: Visit) -> None:
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": reply.PRIVATE}
        super().__init__(b"", media_type, headers, 200, visit.cookies)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        headers += [(b"content-type", str(self.media_type).encode())]
        headers += [(b"set-cookie", each.encode("latin-1")) for each in self.set_cookies]
        with self._file as file:
            await send({"type": "http.response.start", "status": self.status_code or 200, "headers": headers})
            while piece := file.read(CHUNK):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

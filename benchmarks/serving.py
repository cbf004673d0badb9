"""The same server with the same settings for everything that is measured beside ours and is an ASGI application."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def serve(target: str, port: int) -> None:
    """Serve what the factory at `module:name` makes, with one worker, until told to stop."""
    Granian(
        target,
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()

"""The door of the desk: who comes in, for how long, and as whom. What they may do then is in `permissions`.

Faces call the deeds by their file: `signing.sign_in`, `sessions.who`, `links.look`, `accepting.accept`, `own`,
`accounts`, `keys`, `log`, `retention`. Each takes the `Access` of the process and the moment.
"""

from directory.access.contract import Book, People
from directory.access.entrance import Access
from directory.access.passphrases import Passphrases
from directory.access.vault import Vault

__all__ = ["Access", "Book", "Passphrases", "People", "Vault"]

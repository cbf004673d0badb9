"""The one spelling of a record in bytes. One order for all, so that equal records are equal bytes."""

from typing import Any, TypeVar

import msgspec

from directory.model.change import KINDS, Kind, Record

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders = {kind: msgspec.json.Decoder(struct) for kind, struct in KINDS.items()}


def encode(value: Any) -> bytes:
    """Any of the words as JSON; always the same bytes for the same value."""
    return _encoder.encode(value)


def decode(kind: Kind, document: bytes | str) -> Record:
    """A kept record. Raises `msgspec.ValidationError` for bytes that no version of this program wrote."""
    return _decoders[kind].decode(document)

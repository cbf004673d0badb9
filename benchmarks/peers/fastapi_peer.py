"""FastAPI with SQLAlchemy's models on SQLite: `python -m benchmarks.peers.fastapi_peer DATABASE PORT`."""

import json
import os
import sys
from typing import Any

from fastapi import Depends, FastAPI
from sqlalchemy import ColumnElement, create_engine, func, or_, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.serving import serve


class Base(DeclarativeBase):
    """The tables."""


class Entry(Base):
    """A contact point."""

    __tablename__ = "entry"
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    item: Mapped[str]
    x: Mapped[float | None]
    y: Mapped[float | None]
    z: Mapped[float | None]
    as_if_km: Mapped[float]


class EntryTopic(Base):
    """A topic that an entry is found under."""

    __tablename__ = "entry_topic"
    term: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


class EntryArea(Base):
    """An area that an entry serves."""

    __tablename__ = "entry_area"
    code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


def application() -> Any:
    """The application of the worker."""
    engine = create_engine(f"sqlite:///{os.environ['PEER_DATABASE']}")
    app = FastAPI(openapi_url=None)

    def session() -> Any:
        with Session(engine) as opened:
            yield opened

    here = Depends(session)

    @app.get("/near")
    def near(
        x: float, y: float, z: float, topic: str, codes: str, line: float, session: Session = here
    ) -> dict[str, Any]:
        away = (Entry.x - x) * (Entry.x - x) + (Entry.y - y) * (Entry.y - y) + (Entry.z - z) * (Entry.z - z)
        serving = select(EntryArea.number).where(EntryArea.code.in_(json.loads(codes)))
        found = select(Entry).where(
            _about(topic), Entry.number.in_(serving), or_(Entry.x.is_(None), away <= line * line)
        )
        ordered = found.order_by(func.coalesce(away, Entry.as_if_km * Entry.as_if_km), Entry.id)
        return _answer(session, found, ordered)

    @app.get("/words")
    def words(q: str, topic: str, session: Session = here) -> dict[str, Any]:
        having = text("number in (select rowid from entry_text where entry_text match :q)").bindparams(q=q)
        found = select(Entry).where(_about(topic), having)
        return _answer(session, found, found.order_by(Entry.id))

    @app.get("/record")
    def record(id: str, session: Session = here) -> Any:
        return json.loads(session.scalars(select(Entry).where(Entry.id == id)).one().item)

    return app


def _about(topic: str) -> ColumnElement[bool]:
    return Entry.number.in_(select(EntryTopic.number).where(EntryTopic.term == topic))


def _answer(session: Session, found: Any, ordered: Any) -> dict[str, Any]:
    total = session.scalar(select(func.count()).select_from(found.subquery()))
    page = session.scalars(ordered.limit(20)).all()
    return {"total": total, "items": [json.loads(each.item) for each in page]}


if __name__ == "__main__":
    os.environ["PEER_DATABASE"] = sys.argv[1]
    serve("benchmarks.peers.fastapi_peer:application", int(sys.argv[2]))

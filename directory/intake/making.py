"""What rows are judged with, gathered from what a face has at hand."""

from datetime import date

from directory.atlas.catalogue import Catalogue
from directory.exchange.hsds import Hsds
from directory.exchange.seeds import Gazetteer
from directory.intake.records import Reading
from directory.intake.table import World
from directory.intake.values import Areas, Words
from directory.model.intake import Job
from directory.store import Store


def world_of(
    store: Store, catalogue: Catalogue, areas: Areas, gazetteer: Gazetteer, today: date, job: Job | None = None
) -> World:
    """The directory as rows see it. What comes out of a job has its file as source."""
    return World(
        store=store,
        catalogue=catalogue,
        words=Words(catalogue.vocabularies(), areas),
        gazetteer=gazetteer,
        source=f"Bestand {job.name}" if job else "",
        today=today,
    )


def reading_of(hsds: Hsds, catalogue: Catalogue, areas: Areas, today: date) -> Reading:
    """What files are read with."""
    return Reading(hsds=hsds, vocabularies=catalogue.vocabularies(), areas=areas, on=today, sequence=catalogue.sequence)

"""Everything that exists in one version of the atlas, with what is dear made once, by whoever asks for it first."""

from functools import cached_property

from directory.atlas import Atlas
from directory.coverage.alike import Names
from directory.coverage.boxes import Boxes
from directory.coverage.partners import Owners
from directory.coverage.terms import Terms
from directory.geo.areas import Areas


class Existing:
    """One version. Safe to ask from several threads: the worst is that something is made twice."""

    def __init__(self, atlas: Atlas, areas: Areas, before: "Existing | None" = None) -> None:
        self.atlas = atlas
        self.areas = areas
        # The names that were made last, not the whole version before: that would hold on to all earlier ones.
        self._earlier = before._latest_names() if before else None

    def _latest_names(self) -> Names | None:
        made: Names | None = self.__dict__.get("names")
        return made or self._earlier

    @cached_property
    def terms(self) -> Terms:
        """What counts as what."""
        return Terms(self.atlas.trees)

    @cached_property
    def boxes(self) -> Boxes:
        """The doors as boxes."""
        return Boxes(self.atlas, self.terms, self.areas.containing)

    @cached_property
    def names(self) -> Names:
        """What partners are called."""
        return Names(self.atlas, self._earlier)

    @cached_property
    def owners(self) -> Owners:
        """Whose door is whose."""
        return Owners(self.atlas)

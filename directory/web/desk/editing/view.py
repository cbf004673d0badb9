"""A form as its template asks it: what stands in each field, what can be chosen, what is wrong."""

from collections.abc import Mapping

from msgspec import Struct

from directory.gate.forms import Fields, first
from directory.model import Question
from directory.web.desk.editing import wording
from directory.web.desk.editing.asked import Json, fact_names
from directory.web.desk.editing.choices import Choice, choices, names
from directory.web.desk.editing.fields import Field, Piece
from directory.web.desk.editing.opening import Opened
from directory.web.desk.frame import Visit
from directory.web.desk.values import label


class View(Struct, frozen=True, kw_only=True):
    """The form as its template asks it: what stands in each field, what can be chosen, what is wrong."""

    visit: Visit
    opened: Opened
    typed: Fields
    document: Json
    faults: Mapping[str, str] = {}

    def text(self, name: str) -> str:
        """What stands in a field."""
        return first(self.typed, name)

    def many(self, name: str) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(self.typed.get(name, ()))

    def choices(self, field: Field) -> list[Choice]:
        """What this field offers."""
        chosen = self.many(field.name) if field.widget not in ("conditions",) else ()
        return choices(field, chosen, self.document, self.visit.house)

    def chosen(self, field: Field) -> list[str]:
        """What is ticked, by name."""
        ticked = self.many(field.name)
        more = self.text(f"{field.name}.more").split("\n")
        return [each.label for each in self.choices(field) if each.value in ticked] + [each for each in more if each]

    @property
    def known_conditions(self) -> list[str]:
        """The conditions that are known, by name with the answer."""
        said = {
            name.partition(".")[2]: values[0] for name, values in self.typed.items() if name.startswith("conditions.")
        }
        answers = {"yes": "ja", "no": "nee"}
        label = self.visit.house.label
        return [f"{label('conditions', slug)}: {answers[each]}" for slug, each in said.items() if each in answers]

    @property
    def condition_faults(self) -> bool:
        """Whether something is wrong in the conditions."""
        return any(name.startswith(("conditions", "facts.conditions.")) for name in self.faults)

    def facts(self, piece: Piece) -> list[tuple[str, str]]:
        """Names and labels of the values of this piece that have a source, or need one."""
        there = {*self.document.get("facts", {}), *piece.facts}
        named = (each for each in fact_names(piece, self.visit.house) if each in there)
        return [(each, label(self.opened.kind, (*each.split(".", 1),), self.visit.house)) for each in named]

    def questions(self, piece: Piece) -> list[Question]:
        """What is asked about this piece."""
        asked = getattr(self.opened.asked.before, "questions", ())
        fields = (piece.name, *fact_names(piece, self.visit.house), *(each.name for each in piece.fields))
        return [each for each in asked if each.field in fields]

    def open(self, pieces: tuple[Piece, ...]) -> bool:
        """Whether a folded part must be open: something in it is wrong."""
        return any(self._within(name, piece) for name in self.faults for piece in pieces)

    def _within(self, name: str, piece: Piece) -> bool:
        return name == piece.name or name.removeprefix("facts.").startswith(
            (piece.name, *(f"{each.name}" for each in piece.fields))
        )

    @property
    def listed(self) -> list[tuple[str, str, str]]:
        """All that is wrong, for the top of the page."""
        return wording.listed(self.faults, self.opened.kind, self.opened.asked.pieces, self.visit.house)

    @property
    def organizations(self) -> list[tuple[str, str]]:
        """What can be chosen where an organization is named."""
        wanted = any(each.widget == "reference" for piece in self.opened.asked.pieces for each in piece.fields)
        return names(self.visit.house) if wanted else []

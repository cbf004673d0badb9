"""One field of many records: seen first, chosen, one batch, taken back."""

import pytest

from directory.errors import Forbidden, Invalid
from directory.intake.bulk import Edit, Selection
from directory.model import ContactPoint
from directory.permissions import Actor
from tests.curation.office import EDITOR
from tests.intake.office import Office

DOORS = Selection(kind="contact-point", words="kadera")


def doors(office: Office) -> list[ContactPoint]:
    return [each for each in office.all().values() if isinstance(each, ContactPoint)]


def test_a_term_is_added_where_it_is_not_there_yet(office: Office) -> None:
    job = office.bulk(
        Selection(kind="contact-point", term="slachtoffers"), Edit(field="audiences", deed="add", value="Mannen")
    )
    meant = [each for each in doors(office) if any("slachtoffers" in (x or ()) for x in (each.audiences, each.topics))]
    without = [each for each in meant if "mannen" not in (each.audiences or ())]
    assert office.counts(job) == {"changed": len(without), "unchanged": len(meant) - len(without)}
    done = office.apply(job, EDITOR)
    office.accept(done.proposal)
    assert all("mannen" in (each.audiences or ()) for each in doors(office) if each.id in {x.id for x in meant})


def test_taking_one_away_leaves_the_others_with_their_source(office: Office) -> None:
    many = next(each for each in doors(office) if len(each.languages or ()) > 1)
    job = office.bulk(
        Selection(kind="contact-point", named=(many.slug,)),
        Edit(field="languages", deed="remove", value=many.languages[0]),  # type: ignore[index]
    )
    (item,) = office.items(job, "changed")
    assert item.patches[0].values == {"/languages": [*(many.languages or ())[1:]]}


def test_a_value_with_a_source_is_set_with_one(office: Office) -> None:
    job = office.bulk(DOORS, Edit(field="url", value="www.kadera.nl/nieuw", source="https://www.kadera.nl"))
    items = office.items(job, "changed")
    assert items
    for each in items:
        assert each.patches[0].values["/facts/url"] == {"source": "https://www.kadera.nl", "checkedOn": "2026-11-25"}


def test_conditions_are_set_added_and_taken_away_one_by_one(office: Office) -> None:
    add = Edit(field="conditionsYes", deed="add", value="gratis", source="Folder 2026")
    for item in office.items(office.bulk(DOORS, add), "changed"):
        assert item.patches[0].values["/conditions/gratis"] == "yes"
    remove = Edit(field="conditionsYes", deed="remove", value="anoniem")
    for item in office.items(office.bulk(Selection(kind="contact-point"), remove), "changed"):
        assert item.patches[0].values == {"/conditions/anoniem": None, "/facts/conditions.anoniem": None}


@pytest.mark.parametrize(
    ("selection", "edit", "faults"),
    [
        (DOORS, Edit(field="slug", value="x"), {"/field"}),
        (DOORS, Edit(field="phone", value="12", deed="add"), {"/deed", "/source", "/value"}),
        (DOORS, Edit(field="lifecycle"), {"/value"}),
        (DOORS, Edit(field="audiences", deed="add"), {"/value"}),
        (Selection(kind="contact-point", words="nergens"), Edit(field="access", value="zelf"), {"/kind"}),
        (Selection(kind="contact-point", named=("bestaat-niet",)), Edit(field="access", value="zelf"), {"/named"}),
    ],
)
def test_what_cannot_be_done_is_refused_with_every_fault(
    office: Office, selection: Selection, edit: Edit, faults: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        office.bulk(selection, edit)
    assert {each.pointer for each in refused.value.faults} == faults
    assert office.jobs.all() == ()


def test_a_record_that_would_not_be_right_is_left_as_it_is(office: Office) -> None:
    """A door that is always open has no hours beside it; a place without hours has no season."""
    job = office.bulk(Selection(kind="organization"), Edit(field="area", value="GM0164", source="Folder 2026"))
    assert "error" not in office.counts(job)
    assert {each.patches[0].kind for each in office.items(job, "changed")} == {"organization"}


def test_keys_change_nothing_in_many_records_at_once(office: Office) -> None:
    key = Actor(id="sleutel", roles=frozenset({"key"}), scopes=frozenset({"imports:write"}), owner="rik")
    with pytest.raises(Forbidden):
        office.bulk(DOORS, Edit(field="access", value="zelf"), key)


def test_what_was_changed_in_many_records_comes_back(office: Office) -> None:
    before = office.all()
    done = office.apply(office.bulk(DOORS, Edit(field="access", value="op verwijzing")), EDITOR)
    batch = office.accept(done.proposal)
    assert office.all() != before
    office.undo(done, batch)
    assert office.all() == before

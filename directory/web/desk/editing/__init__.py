"""Editing at the desk (`/beheer/gegevens`): the list, the page of a record, one engine for every form.

- `fields` says what a form is made of, `shapes` which fields each kind of record has and what they are called;
- `codecs` and `weeks` turn a value into what stands in a field and back, `reading` does so for a whole record
  (`asked`), `sources` for where it comes from;
- `opening` knows what was opened and at which revision, `belonging` of whom it is, `view` and `wording` how it looks,
  `writing` what is done with it, `settling` who was second;
- `together` sends several drafts off as one;
- `effects`, `likeness` and `live` tell what an edit does before it is done;
- `listing` and `detail` are the pages for reading.
"""

from typing import Any

from directory.web.desk.editing import detail, listing, live, together, writing


def routes() -> list[Any]:
    """Every address of editing."""
    forms = [writing.start, writing.edit, writing.write, live.likeness, live.changes]
    return [listing.records, detail.record, *forms, together.drafts, together.send]

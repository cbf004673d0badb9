"""What comes in from files, and what is changed in many records at once: read, judged row by row, chosen, applied.

The one room that stands above the others: it reads with `exchange`, compares with `matching`, and hands on to
`curation`. Nothing is written to the directory before `applying`, and that is one batch.

    opening.begin     a file becomes a job; its rows are kept as they were read
    mapping.guess     which column is which field, remembered by the headings
    judging.step      so many rows further: new, changed, unchanged, perhaps a double, or wrong (with the cell)
    applying.apply    what was chosen, as one batch: published or proposed, as this person may
    bulk.select       the same for one field of many records
"""

"""The queries of the peers on SQLite, as somebody would write them who knows SQL and has the afternoon."""

DISTANCE = "(e.x - :x) * (e.x - :x) + (e.y - :y) * (e.y - :y) + (e.z - :z) * (e.z - :z)"

# A parameter is bound as text: without the cast every distance would be smaller than it.
NEAR = f"""
select e.item, count(*) over () as total
from entry as e
where e.number in (select number from entry_topic where term = :topic)
  and e.number in (
    select number from entry_area where code in (select value from json_each(:codes))
  )
  and (e.x is null or {DISTANCE} <= cast(:line as real) * cast(:line as real))
order by coalesce({DISTANCE}, e.as_if_km * e.as_if_km), e.id
limit 20
"""

WORDS = """
select e.item, count(*) over () as total
from entry_text as t join entry as e on e.number = t.rowid
where entry_text match :q
  and e.number in (select number from entry_topic where term = :topic)
order by t.rank, e.id
limit 20
"""

RECORD = "select item from entry where id = :id"

"""Is what we say still true? What is stale, what contradicts itself, and which fact is worth asking for next."""

from directory.curation.checks import findings
from directory.curation.finding import Finding, Level
from directory.curation.lexicon import findings_of

__all__ = ["Finding", "Level", "findings", "findings_of"]

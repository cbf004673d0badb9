"""Telling: what changed, in order, and an atlas that keeps up with it."""

from directory.feed.changes import announcements
from directory.feed.following import Follower, atlas_of, was_public

__all__ = ["Follower", "announcements", "atlas_of", "was_public"]

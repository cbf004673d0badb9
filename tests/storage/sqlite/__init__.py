"""Tests of `directory/storage/sqlite`."""

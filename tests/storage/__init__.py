"""Tests of `directory/storage`."""

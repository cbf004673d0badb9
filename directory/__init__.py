"""A regional partner directory: who helps, with what, for whom, where and when."""

__version__ = "0.1.0"

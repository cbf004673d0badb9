"""The read index: records in, and what can be asked of them."""

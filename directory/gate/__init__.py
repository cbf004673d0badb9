"""What every face needs at the door: reading parameters, how errors look, paging, caching, headers, limits."""

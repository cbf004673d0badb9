"""Known holes in what we build on, and whether anybody could tell. `make audit`; CI asks it each time."""

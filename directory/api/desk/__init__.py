"""What the desk does, over `/api/v1`, for programs and people: writing, proposing, deciding, looking after."""

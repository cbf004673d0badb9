"""How well search finds the right door: an open set of graded questions, and what it scores."""

"""What changed, told to others and taken in by an atlas."""

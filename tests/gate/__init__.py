"""What every face needs at the door."""

"""From what a request says to a question the rooms can answer: every face reads it here, with all faults at once."""

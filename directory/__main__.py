"""`python -m directory`."""

from directory.cli import main

if __name__ == "__main__":
    main()

"""How the directory comes in and goes out: other people's formats, each spelled in one place."""

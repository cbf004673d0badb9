"""How fast, how large, how soon: the directory beside a hello-world, measured in one run. See `README.md`."""

"""Where records live: implementations of `directory.store`. Only this room speaks SQL."""

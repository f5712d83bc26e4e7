"""How the play ended, for the terminal."""

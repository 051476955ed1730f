"""Prompts, each with the version that is kept on what was made with it."""

"""Loads a catalogue out of a CSV file: `loader.load_file`. Loading it again changes nothing but what has changed."""

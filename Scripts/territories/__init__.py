"""The parts of Scripts/make-territories.py."""

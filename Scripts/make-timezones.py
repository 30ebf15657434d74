#!/usr/bin/env python3
"""Writes Config/timezones.yaml and the table that EventTimeTests compares it with.

Both come from this machine's tz database (public domain) through Python's zoneinfo. The rule of a
zone is the POSIX string at the end of its TZif file; where the database disagrees with the rule
between FIRST and LAST, the difference becomes an exception. The table is the database's own step
function over TABLE: it knows nothing of rules.

Usage: Scripts/make-timezones.py [--tzdata NAME]    (NAME is quoted in the heads, e.g. 2025b)
"""
import argparse
import datetime as dt
import io
import pathlib
import struct
import zoneinfo

ZONES = """
UTC
Europe/Paris America/Guadeloupe America/Martinique America/Cayenne Indian/Reunion Indian/Mayotte
America/Miquelon Pacific/Noumea Pacific/Tahiti Pacific/Marquesas Pacific/Wallis Indian/Kerguelen
Africa/Casablanca Africa/El_Aaiun Africa/Algiers Africa/Tunis Africa/Cairo Africa/Dakar
Europe/Amsterdam Europe/Athens Europe/Berlin Europe/Brussels Europe/Bucharest Europe/Budapest
Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Kyiv Europe/Lisbon Europe/London
Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Prague Europe/Riga Europe/Rome
Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw
Europe/Zagreb Europe/Zurich Europe/Istanbul Europe/Moscow Asia/Nicosia Asia/Yekaterinburg
America/New_York America/Chicago America/Denver America/Edmonton America/Los_Angeles
America/Toronto America/Guatemala America/Costa_Rica America/Caracas America/Sao_Paulo
Asia/Manila Asia/Singapore Asia/Dhaka Asia/Tehran Asia/Tokyo
Australia/Brisbane Australia/Sydney
""".split()
UTC = dt.timezone.utc
FIRST = dt.datetime(2010, 1, 1, tzinfo=UTC)
LAST = dt.datetime(2038, 1, 1, tzinfo=UTC)
TABLE = (dt.datetime(2012, 1, 1, tzinfo=UTC), dt.datetime(2031, 1, 1, tzinfo=UTC))
ROOT = pathlib.Path(__file__).resolve().parent.parent


def footer(zone):
  for folder in zoneinfo.TZPATH:
    path = pathlib.Path(folder) / zone
    if path.exists():
      return path.read_bytes().rsplit(b"\n", 2)[-2].decode()
  raise SystemExit(f"no TZif file for {zone}")


def by_rule(posix):
  """A zone that knows the rule and nothing else: a TZif file without transitions."""
  def block(version):
    head = b"TZif" + version + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    return head + struct.pack(">lbB", 0, 0, 0) + b"XXX\0"
  file = block(b"2") + block(b"2") + b"\n" + posix.encode() + b"\n"
  return zoneinfo.ZoneInfo.from_file(io.BytesIO(file))


def offset(zone, seconds):
  moment = dt.datetime.fromtimestamp(seconds, UTC)
  return int(moment.astimezone(zone).utcoffset().total_seconds())


def steps(value, first, last):
  """(instant, value from then on) over [first, last); changes lie at least a day apart."""
  at, end = int(first.timestamp()), int(last.timestamp())
  out = [(at, value(at))]
  while at < end:
    after = min(at + 86_400, end)
    if value(after) != out[-1][1] and after < end:
      low, high = at, after
      while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(middle) == out[-1][1] else (low, middle)
      out.append((high, value(high)))
    at = after
  return out


def rfc3339(seconds):
  return dt.datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def main():
  arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  arguments.add_argument("--tzdata", default="2025b", help="release of the tz database")
  release = arguments.parse_args().tzdata
  yaml = [
    f"# Time zones, made by Scripts/make-timezones.py from the tz database {release} (public",
    "# domain). `rule` is a POSIX TZ string (positive is west of Greenwich); where the law was, or",
    "# during Ramadan will be, another, an exception gives the seconds east of Greenwich.",
    f"# Right from {FIRST.year} to {LAST.year - 1} as that release knew it: Moroccan exceptions yet",
    "# to come are forecasts of the lunar calendar. A new release or law needs a new run.",
    "zones:"]
  table = [
    f"# Made by Scripts/make-timezones.py from Python's zoneinfo, tz database {release}.",
    "# zone, then `instant:offset` in seconds: the offset east of Greenwich from that instant on."]
  for name in ZONES:
    zone, posix = zoneinfo.ZoneInfo(name), footer(name)
    rule = by_rule(posix)
    def truth(at, zone=zone): return offset(zone, at)
    def differs(at, zone=zone, rule=rule):
      true = offset(zone, at)
      return None if true == offset(rule, at) else true
    pieces = steps(differs, FIRST, LAST) + [(int(LAST.timestamp()), None)]
    yaml += [f"  {name}:", f'    rule: "{posix}"']
    lines = [
      f'      - {{ from: "{rfc3339(a)}", until: "{rfc3339(b)}", offsetSeconds: {value} }}'
      for (a, value), (b, _) in zip(pieces, pieces[1:]) if value is not None]
    if lines:
      yaml += ["    exceptions:"] + lines
    table.append(",".join([name] + [f"{at}:{value}" for at, value in steps(truth, *TABLE)]))
  (ROOT / "Config/timezones.yaml").write_text("\n".join(yaml) + "\n")
  (ROOT / "Tests/Tables/timezones.csv").write_text("\n".join(table) + "\n")


if __name__ == "__main__":
  main()

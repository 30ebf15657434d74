"""Two streams with floods in them, as files: the same seed and size give the same bytes.

`posts` have a text, a theme and an area, `reports` a category and an area. Twelve hours of event time;
from the third to the tenth hour floods come and go: one theme or category in one area, many times its
usual rate for some minutes. Among the lines are what streams bring: lines out of order (within the
delay that is allowed), copies, late ones, and lines that are no records.
"""

import random
import time

START = 1_772_409_600  # 2026-03-02T00:00:00Z, a Monday
HOURS = 12
FLOODS = 40
AREAS = [
    "06", "13", "29", "31", "33", "34", "35", "38", "44", "45", "49", "51", "54", "57", "59", "62",
    "63", "67", "69", "75", "76", "77", "78", "83", "91", "92", "93", "94",
]
CATEGORIES = ["noise", "water", "road", "light"]
# By theme of Config/themes: words that belong to it.
TELLING = {
    "flood": "l'eau monte partout et la route est inondée",
    "fire": "un immeuble en feu et une fumée noire",
    "storm": "la tempête et un arbre couché",
    "outage": "une coupure de courant dans tout le quartier",
    "panic": "les gens courent et on se cache",
}
WORDS = (
    "hier demain matin soir voisin jardin marché train école repas musique livre photo soleil match"
    " film route travail bureau pause café semaine mois projet réunion ami famille ville place rue"
    " table porte fenêtre histoire nouvelle journal radio question réponse idée choix temps chose"
).split()
# Share of the lines that belong to floods.
FLOOD_SHARE = 0.25
COPIES, LATE, BROKEN, SHUFFLED = 0.005, 0.0003, 0.0001, 0.05
# So many last records, far enough after the others that every pane before is closed by them; their
# keys reach every partition.
LAST, LAST_AFTER = 128, 1800


def write(directory, records, seed=1):
    """Writes posts.ndjson and reports.ndjson; returns their paths and the lines in them."""
    paths = {name: directory / f"{name}.ndjson" for name in ("posts", "reports")}
    counts = {}
    for name, share in (("posts", 3), ("reports", 1)):
        count, floods = records * share // 4, FLOODS * share // 4
        stream = Stream(f"{seed} {name}", name, START, HOURS * 3600)
        stream.base = count * (1 - FLOOD_SHARE) / stream.seconds
        for _ in range(floods):
            stream.flood((3 * 3600, 10 * 3600), (360, 900), count * FLOOD_SHARE / floods)
        counts[name] = stream.write(paths[name])
    return paths, counts


class Stream:
    """One stream: `base` lines a second, and floods."""

    def __init__(self, seed, name, start, seconds):
        self.random = random.Random(seed)
        self.name = name
        self.seconds = seconds
        self.base = 0.0
        self.floods = []
        self.chatter = [self._words(self.random.randint(12, 36)) for _ in range(4000)]
        self.told = {
            theme: [f"{self._words(6)} {words} {self._words(12)}" for _ in range(400)]
            for theme, words in TELLING.items()
        }
        self.stamps = [_stamp(start + second) for second in range(seconds + LAST_AFTER + 60)]
        self.number = 0

    def _words(self, count):
        return " ".join(self.random.choices(WORDS, k=count))

    def flood(self, starts, lengths, size):
        """So many lines of one theme or category in one area, at some time."""
        start = self.random.randint(*starts)
        length = self.random.randint(*lengths)
        kinds = list(TELLING) if self.name == "posts" else CATEGORIES
        self.floods.append(
            (start, start + length, self.random.choice(AREAS), self.random.choice(kinds),
             size / length))

    def write(self, path):
        """Writes all of it, and the last records; returns how many lines that were."""
        with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
            lines = self.write_seconds(file, 0, self.seconds)
            for index in range(LAST):
                file.write(self._record(self.seconds + LAST_AFTER + index / LAST, "75", None))
        return lines + LAST

    def write_seconds(self, file, begin, end):
        """Writes some of its seconds, in order; returns how many lines that were."""
        lines, carry, recent = 0, 0.0, []
        for second in range(begin, end):
            carry += self.base
            batch = [self._line(second, None, None) for _ in range(int(carry))]
            carry -= int(carry)
            for start, stop, area, kind, rate in self.floods:
                if start <= second < stop:
                    due = int(rate + self.random.random())
                    batch += [self._line(second, area, kind) for _ in range(due)]
            if recent and self.random.random() < COPIES * len(batch):
                batch.append(self.random.choice(recent))
            recent = batch or recent
            file.writelines(batch)
            lines += len(batch)
        return lines

    def _line(self, second, area, kind):
        draw = self.random.random()
        at = second + self.random.random()
        if draw < SHUFFLED:
            at = max(0, at - 12 * self.random.random())
        elif draw > 1 - LATE:
            at = max(0, at - 1200)
        line = self._record(at, area or self.random.choice(AREAS), kind)
        if draw > 1 - BROKEN:
            return line[: len(line) // 2].rstrip("\\") + "\n"
        return line

    def _record(self, at, area, kind):
        self.number += 1
        head = (
            f'{{"id":"{self.name[0]}{self.number}","ts":"{self.stamps[int(at)]}'
            f'.{int(at * 1000) % 1000:03d}Z","author":"a{self.random.randrange(200_000)}",'
            f'"area":"{area}",'
        )
        if self.name == "reports":
            category = kind or self.random.choice(CATEGORIES)
            return f'{head}"category":"{category}"}}\n'
        if kind is None and self.random.random() < 0.1:
            kind = self.random.choice(list(TELLING))
        text = self.random.choice(self.told[kind] if kind else self.chatter)
        return f'{head}"text":"{text}"}}\n'


def _stamp(second):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))

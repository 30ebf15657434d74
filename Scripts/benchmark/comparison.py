"""The job that DuckDB does beside Vigie: parse the posts, match eight themes, count in windows.

    comparison.py FILE        the rows counted on standard output, as a check that work was done

Windows of 15 minutes that slide by a minute, counted per theme. One thread, and the schema given, so
that nothing is sniffed. The themes are words and phrases at word boundaries; DuckDB's regular
expressions (RE2) were the fastest of what it offers for that.
"""

import sys

import duckdb

THEMES = {
    "fire": ["incendie", "incendies", "en feu", "départ de feu", "fumée noire", "wildfire", "house fire", "black smoke", "حريق"],
    "flood": ["inondation", "inondations", "crue", "montée des eaux", "rue inondée", "flooding", "flash flood", "فيضان"],
    "panic": ["panique", "mouvement de foule", "tout le monde court", "coups de feu", "shots fired", "run for your life", "هلع"],
    "outage": ["panne", "coupure de courant", "plus d'électricité", "plus de réseau", "power cut", "no signal", "انقطاع"],
    "storm": ["tempête", "orage violent", "arbre tombé", "grêle", "tornado", "strong winds", "عاصفة"],
    "quake": ["séisme", "tremblement de terre", "ça a tremblé", "earthquake", "aftershock", "زلزال"],
    "crowd": ["manifestation", "rassemblement", "cortège", "bloqués", "protest", "crowd", "مظاهرة"],
    "scam": ["arnaque", "faux sms", "hameçonnage", "phishing", "scam", "faux conseiller", "احتيال"],
}

COLUMNS = (
    "{time_us: 'BIGINT', kind: 'VARCHAR', commit: 'STRUCT(operation VARCHAR, collection VARCHAR,"
    " record STRUCT(text VARCHAR))'}"
)


def expression(words):
    return "(^|[^\\p{L}\\p{N}])(" + "|".join(words).replace("'", "''") + ")($|[^\\p{L}\\p{N}])"


def query(path):
    flags = ", ".join(
        f"count(*) FILTER (regexp_matches(text, '{expression(words)}')) AS \"{theme}\""
        for theme, words in THEMES.items()
    )
    sums = ", ".join(
        f'sum("{theme}") OVER sliding AS "{theme}"' for theme in THEMES
    )
    return f"""
        WITH posts AS (
          SELECT time_us // 60000000 AS minute, lower(commit.record.text) AS text
          FROM read_ndjson('{path}', columns = {COLUMNS})
          WHERE kind = 'commit' AND commit.operation = 'create'
            AND commit.collection = 'app.bsky.feed.post'),
        counts AS (SELECT minute, {flags} FROM posts GROUP BY minute)
        SELECT minute, {sums} FROM counts
        WINDOW sliding AS (ORDER BY minute RANGE BETWEEN 14 PRECEDING AND CURRENT ROW)
        ORDER BY minute"""


def main():
    connection = duckdb.connect(config={"threads": 1})
    rows = connection.execute(query(sys.argv[1].replace("'", "''"))).fetchall()
    print(f"duckdb {duckdb.__version__}: {len(rows)} windows, {sum(rows[-1][1:])} counts in the last")


main()

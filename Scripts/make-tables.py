#!/usr/bin/env python3
"""Writes the reference tables of Tests/StatisticsTests/Tables.

Values are computed by mpmath with 40 digits, and checked against SciPy wherever SciPy's own double
precision reaches (it underflows beyond about 1e-300, and loses digits for large arguments).

    python3 -m venv /tmp/tables && /tmp/tables/bin/pip install scipy==1.17.1 mpmath==1.3.0
    /tmp/tables/bin/python Scripts/make-tables.py
"""
import csv
import pathlib

import mpmath
import scipy
from mpmath import mp, mpf
from scipy import special, stats

mp.dps = 40
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/StatisticsTests/Tables"
VERSIONS = f"scipy {scipy.__version__}, mpmath {mpmath.__version__}"


def write(name, header, rows):
    with open(FOLDER / name, "w", newline="") as file:
        file.write(f"# made by Scripts/make-tables.py with {VERSIONS}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def text(value):
    return mpmath.nstr(value, 20, strip_zeros=False)


def check(mine, theirs, what, tolerance=1e-6):
    theirs = float(theirs)
    if theirs != theirs or theirs in (float("inf"), float("-inf")):
        return
    if abs(float(mine) - theirs) > tolerance * max(1.0, abs(theirs)):
        raise SystemExit(f"{what}: mpmath {float(mine)!r}, SciPy {theirs!r}")


def log_upper_tail(log_first, ratio, n):
    """ln of a sum of terms that begin at exp(log_first); ratio(k) leads from term k to k + 1."""
    term, total, k = mpf(1), mpf(1), n
    while True:
        term *= ratio(k)
        total += term
        k += 1
        if term < total * mpf(10) ** -28:
            return log_first + mpmath.log(total)


def negative_binomial(n, mean, size):
    n, mean, size = mpf(n), mpf(mean), mpf(size)
    q, p = mean / (mean + size), size / (mean + size)
    first = (mpmath.loggamma(n + size) - mpmath.loggamma(size) - mpmath.loggamma(n + 1)
             + n * mpmath.log(q) + size * mpmath.log(p))
    if n > mean:
        value = log_upper_tail(first, lambda k: q * (k + size) / (k + 1), n)
    else:
        below, term = mpf(0), p ** size
        for k in range(int(n)):
            below += term
            term *= q * (k + size) / (k + 1)
        value = mpmath.log1p(-below)
    return -value / mpmath.log(10)


def too_many_terms(n, mean, size):
    if n <= mean:
        return False
    q = mean / (mean + size)
    ratio = max(q, q * (n + size) / (n + 1))
    return ratio >= 1 or 65 / (1 - ratio) > 40_000


def poisson(n, mean):
    n, mean = mpf(n), mpf(mean)
    first = n * mpmath.log(mean) - mean - mpmath.loggamma(n + 1)
    if n > mean:
        value = log_upper_tail(first, lambda k: mean / (k + 1), n)
    else:
        below, term = mpf(0), mpmath.exp(-mean)
        for k in range(int(n)):
            below += term
            term *= mean / (k + 1)
        value = mpmath.log1p(-below)
    return -value / mpmath.log(10)


def incomplete_beta(a, b, x):
    return mpmath.log(mpmath.betainc(mpf(a), mpf(b), 0, mpf(x), regularized=True))


def beta_binomial(k, n, p, rho):
    strength = (1 - mpf(rho)) / mpf(rho)
    a, b = mpf(p) * strength, (1 - mpf(p)) * strength
    total = mpf(0)
    for j in range(k, n + 1):
        total += mpmath.binomial(n, j) * mpmath.beta(j + a, n - j + b)
    return -mpmath.log10(total / mpmath.beta(a, b))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)

    rows = []
    for mean in [0.01, 0.3, 2.5, 40.0, 1000.0, 60000.0, 1e6]:
        for size in [0.05, 0.7, 3.5, 20.0, 400.0, 2000.0]:
            for n in sorted({1, 3, 7, 50, 400, int(mean * 0.7), int(mean * 1.02) + 1,
                             int(mean * 1.5) + 3, int(mean * 4) + 10}):
                if n < 1 or n > 4_000_000 or (n <= mean and n > 2_000):
                    continue
                if too_many_terms(n, mean, size):
                    continue
                value = negative_binomial(n, mean, size)
                check(value, -stats.nbinom.logsf(n - 1, size, size / (mean + size))
                      / special.log1p(9.0), f"nbinom {n} {mean} {size}", 1e-5)
                rows.append([n, repr(mean), repr(size), text(value)])
    for n, mean, size in [(3_700_000, 1_000_000.0, 2000.0),
                          (5000, 1.0, 20.0), (100_000, 10.0, 2000.0), (2000, 0.01, 0.05)]:
        rows.append([n, repr(mean), repr(size), text(negative_binomial(n, mean, size))])
    write("negative-binomial.csv", ["count", "mean", "size", "surprise"], rows)

    rows = []
    for mean in [0.001, 0.2, 3.0, 50.0, 2000.0, 30000.0]:
        for n in sorted({1, 2, 5, 30, int(mean * 0.8), int(mean) + 1, int(mean * 1.3) + 4,
                         int(mean * 5) + 60}):
            if n < 1:
                continue
            value = poisson(n, mean)
            check(value, -stats.poisson.logsf(n - 1, mean) / special.log1p(9.0),
                  f"poisson {n} {mean}", 1e-5)
            rows.append([n, repr(mean), text(value)])
    write("poisson.csv", ["count", "mean", "surprise"], rows)

    rows = []
    for a, b in [(0.5, 0.5), (1.0, 3.0), (2.5, 40.0), (30.0, 7.5), (200.0, 200.0), (1500.0, 90.0),
                 (0.02, 12.0)]:
        for x in [0.001, 0.0625, 0.25, 0.5, 0.75, 0.96875]:
            value = incomplete_beta(a, b, x)
            if value == 0 or value > -mpf(10) ** -13:
                continue
            check(mpmath.exp(value), special.betainc(a, b, x), f"betainc {a} {b} {x}")
            rows.append([repr(a), repr(b), repr(x), text(value)])
    write("incomplete-beta.csv", ["a", "b", "x", "log"], rows)

    rows = []
    for n in [5, 40, 300]:
        for p in [0.06, 0.4]:
            for rho in [0.003, 0.02, 0.3]:
                for k in sorted({1, n // 10 + 1, n // 2, n}):
                    value = beta_binomial(k, n, p, rho)
                    s = (1 - rho) / rho
                    # SciPy's own tail is 1 − cdf, so its probabilities are summed instead.
                    tail = sum(stats.betabinom.pmf(range(k, n + 1), n, p * s, (1 - p) * s))
                    check(value, -mpmath.log10(mpf(float(tail))),
                          f"betabinom {k} {n} {p} {rho}", 1e-5)
                    rows.append([k, n, repr(p), repr(rho), text(value)])
    write("beta-binomial.csv", ["count", "trials", "probability", "correlation", "surprise"], rows)

    rows = []
    for mean in [0.3, 7.0, 60.0, 2500.0]:
        for size in [0.4, 5.0, 80.0]:
            for n in sorted({0, 1, int(mean * 0.1), int(mean * 0.5), int(mean * 0.9), int(mean * 2)}):
                p, q = mpf(size) / (mpf(size) + mean), mpf(mean) / (mpf(size) + mean)
                term, total = p ** mpf(size), mpf(0)
                for k in range(n + 1):
                    total += term
                    term *= q * (k + mpf(size)) / (k + 1)
                value = -mpmath.log10(total)
                check(value, -stats.nbinom.logcdf(n, size, size / (mean + size))
                      / special.log1p(9.0), f"nbinom below {n} {mean} {size}", 1e-5)
                rows.append([n, repr(mean), repr(size), text(value)])
    write("negative-binomial-deficit.csv", ["count", "mean", "size", "surprise"], rows)

    rows = []
    for n in [5, 60, 900]:
        for p in [0.06, 0.7]:
            for rho in [0.0, 0.002, 0.05]:
                for g in sorted({0, n // 5, n // 2, n - 1}):
                    effective = n / (1 + (n - 1) * mpf(rho))
                    seen = (g + mpf(0.5)) * effective / n
                    value = -mpmath.log10(mpmath.betainc(
                        effective - seen, seen + mpf(0.5), 0, 1 - mpf(p), regularized=True))
                    check(mpf(10) ** -value, special.betainc(
                        float(effective - seen), float(seen) + 0.5, 1 - p),
                        f"correlated {g} {n} {p} {rho}")
                    rows.append([g, n, repr(p), repr(rho), text(value)])
    write("correlated-binomial-deficit.csv",
          ["count", "trials", "probability", "correlation", "surprise"], rows)

    rows = []
    for z in [-3.0, 0.0, 0.5, 1.96, 5.0, 12.5, 19.5, 20.5, 30.0, 38.0, 100.0]:
        value = -mpmath.log10(mpmath.erfc(mpf(z) / mpmath.sqrt(2)) / 2)
        check(value, -stats.norm.logsf(z) / special.log1p(9.0), f"normal {z}")
        rows.append([repr(z), text(value)])
    write("normal.csv", ["z", "surprise"], rows)

    rows = []
    for x in [1e-8, 0.05, 0.5, 1.0, 2.0, 14.99, 15.01, 170.5, 1e4, 123456.789, 3.7e6]:
        value = mpmath.loggamma(mpf(x))
        check(value, special.gammaln(x), f"gammaln {x}")
        rows.append([repr(x), text(value)])
    write("log-gamma.csv", ["x", "log"], rows)

    rows = []
    for shape in [0.05, 0.15, 0.25]:
        sample = stats.genpareto.rvs(shape, scale=0.6, size=400, random_state=int(shape * 100))
        fitted, _, scale = stats.genpareto.fit(sample, floc=0)
        rows.append([repr(float(fitted)), repr(float(scale))]
                    + [repr(float(y)) for y in sorted(sample)])
    write("generalised-pareto.csv", ["shape", "scale", "excesses"], rows)


main()

"""`make bench`: one table and one JSON file, with the machine, the size of the data and the command.

make bench                                   everything
make bench BENCH_ARGS="--only checkout"      placing, checkout, pages or ceilings
make bench BENCH_ARGS="--products 1000"      the sizes of catalogue whose pages are measured
"""

import argparse
import json
import os
import sys
from pathlib import Path

PARTS = ("ceilings", "placing", "checkout", "pages")


def main() -> None:
    options = parse(sys.argv[1:])
    base = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    from . import database

    main_url = database.ensure(size=min(options.products), base=base)
    os.environ["DATABASE_URL"] = main_url
    import django

    django.setup()
    from . import machine, run
    from .figures import table

    facts = machine.facts()
    figures = run.everything(parts=options.only or PARTS, sizes=options.products, base=base, seconds=options.seconds)
    command = "make bench" + (f' BENCH_ARGS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else "")
    print("\n".join(f"{name}: {value}" for name, value in facts.items()), "\n", table(figures), sep="\n")
    report = {"command": command, "machine": facts, "products": options.products}
    report["figures"] = [figure.row() for figure in figures]
    target = Path(options.json)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, indent=1) + "\n")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS)
    parser.add_argument("--products", nargs="+", type=int, default=[1000, 20000])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--json", default="var/bench.json")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

"""Speed and memory of grouping duplicates on recorded Hacker News posts, printed as a table: part of `make bench`, or by itself.

The posts are those of `../shared/data/hn`, as the scraper imports them; nothing of them is extracted but their signatures.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

REPO = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPO), str(REPO / "tests")]

from bench_stats import line

from analysis import groups, store
from analysis.sketch import sketch
from analysis.workspace import Workspace

HN = REPO.parent / "shared" / "data" / "hn"


def read(workspace):
    """Signatures of all texts, kept as `analysis run` keeps them; the rows that `groups.find` takes."""
    told = ["scraper", "import", "hackernews", *sorted(HN.glob("*.jsonl.gz")), "--workspace", workspace.root]
    subprocess.run([sys.executable, "-m", *told], check=True, cwd=REPO, stdout=subprocess.DEVNULL)
    with store.writing(workspace) as findings:
        texts = findings.rows("SELECT posting_id, text FROM postings.posting")
        begun = time.perf_counter()
        signatures = [sketch(text) for _name, text in texts]
        line(
            f"MinHash of {len(texts):,} recorded posts (a part of extraction, once a text)",
            time.perf_counter() - begun,
        )
        _keep(findings, [name for name, _text in texts], signatures)
        begun = time.perf_counter()
        table = findings.advertised([])
        line("reading them and hashing their folded texts", time.perf_counter() - begun)
    sketches = np.asarray(table["sketch"].combine_chunks().flatten(), dtype=np.uint32).reshape(-1, 64)
    return table.drop_columns(["sketch", "known"]).to_pandas(), sketches


def _keep(findings, names, signatures):
    import pyarrow as pa

    told = {"posting_id": names, "sketch": pa.array(signatures, pa.list_(pa.uint32()))}
    told |= {
        name: ["-"] * len(names)
        for name in ("backend", "seniority", "unit", "content_hash", "extractor_version")
    }
    findings.add_read(
        pa.RecordBatch.from_pydict(told), pa.RecordBatch.from_pydict({"posting_id": pa.array([], "string")})
    )


def found(what, ads, sketches, wanted="-"):
    begun = time.perf_counter()
    kinds = groups.find(ads, sketches)["kind"].value_counts().to_dict()
    line(what, time.perf_counter() - begun, wanted)
    print(f"{'':10}" + ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()))


def main() -> None:
    if not HN.is_dir():
        print("../shared/data/hn is not here: grouping is measured on recorded posts only and left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        ads, sketches = read(Workspace(Path(folder)))
    found(f"groups of {len(ads):,} posts", ads, sketches, "< 10 s")
    one = ads.assign(cluster="one")
    for count in (10_000, 30_000, len(ads)):
        found(f"groups of {count:,} posts, were they all of one company", one[:count], sketches[:count])


if __name__ == "__main__":
    main()

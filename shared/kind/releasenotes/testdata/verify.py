"""Compares release notes with git alone: verify.py GITDIR <CLAIMS.json, a list of {name, base, head, notes, left_out}; base may be empty.

Each pull request that the commits of base..head were merged by, as their messages say, must be linked exactly once, each commit
that came without one too, and nothing else; or it must be among those left out with a reason, as numbers and SHAs. What is reverted within the range, and the revert, must not be there.
"""
import collections
import functools
import json
import re
import subprocess
import sys

gitdir = sys.argv[1]


def git(*args):
    return subprocess.run(["git", "-C", gitdir, *args], check=True, capture_output=True, text=True, errors="replace").stdout


@functools.cache
def changes(base, head):
    """Returns the pull requests and commits that the notes of base..head must name."""
    span = [head, "^" + base] if base else [head]
    commits = {}
    for record in git("log", "--format=%H%x00%P%x00%s%x00%b%x01", *span).split("\x01"):
        if record.strip():
            sha, parents, subject, body = record.strip("\n").split("\0")
            commits[sha] = (parents.split(), subject, body)

    number, by_merge = {}, set()
    for sha, (parents, subject, _) in commits.items():
        if named := re.match(r"Merge pull request #(\d+) from ", subject) or re.search(r"\(#(\d+)\)$", subject):
            number[sha] = int(named[1])
            if len(parents) > 1:
                by_merge |= set(git("rev-list", parents[1], "^" + parents[0]).split())

    undone = set()
    pulls = set(number.values())
    for sha, (_, _, body) in reversed(commits.items()):
        taken = [full for short in re.findall(r"This reverts commit ([0-9a-f]{7,40})", body) for full in commits if full.startswith(short)]
        taken += [int(n) for n in re.findall(r"^Reverts (?:[\w.-]+/[\w.-]+)?#(\d+)", body, re.M) if int(n) in pulls]
        if taken:
            undone |= {number.get(t, t) for t in taken} | {number.get(sha, sha)}

    want = pulls | {s for s, (parents, _, _) in commits.items() if s not in number and s not in by_merge and len(parents) < 2}
    return want - undone


faults = []
claims = json.load(sys.stdin)
for claim in claims:
    left = set(claim["left_out"] or [])
    want = {w for w in changes(claim["base"], claim["head"]) if str(w) not in left}
    found = collections.Counter(int(n) for n in re.findall(r"/pull/(\d+)\)", claim["notes"]))
    found.update(re.findall(r"/commit/([0-9a-f]{40})\)", claim["notes"]))
    faults += [f"{claim['name']}: {f}: there {found[f]} times, not {int(f in want)}" for f in sorted(want | set(found), key=str) if found[f] != int(f in want)]
if faults:
    sys.exit("\n".join(faults))
print(len(claims), "verified")

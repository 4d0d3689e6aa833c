"""Parses gcloud commands as gcloud does, without running them.

Standard input: lines of JSON, each a list of argument lists without "gcloud". Standard output: a line of JSON for each of them, with what
is wrong with each argument list or null. The one argument is the SDK's root; the interpreter is the SDK's own.
"""
import contextlib
import io
import json
import sys

root = sys.argv[1]
sys.path[:0] = [root + "/lib", root + "/lib/third_party"]
sys.argv = ["gcloud"]

from googlecloudsdk import gcloud_main  # noqa: E402

parser = gcloud_main.CreateCLI([])._CLI__parser


def fault(arguments):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            parser.parse_args(arguments)
            return None
        except SystemExit:
            return said.getvalue().partition("\nUsage:")[0]
        except Exception as e:
            return f"{type(e).__name__}: {e}\n{said.getvalue()}"


for line in sys.stdin:
    print(json.dumps([fault(arguments) for arguments in json.loads(line)]), flush=True)

"""Runs calls of gcloud, each in a copy of this process: most of a call's time goes into loading the SDK, which this one has done.

The arguments are the SDK's root and the path of a socket; the interpreter is the SDK's own. A connection passes its arguments as JSON
and its files 0 to 2, and gets the exit status as a byte. Calls take turns. It prints a line once it is ready, and ends with its standard
input.
"""
import gc
import json
import os
import select
import socket
import sys

root, path = sys.argv[1:]
sys.path[:0] = [root + "/lib", root + "/lib/third_party"]
sys.argv = ["gcloud"]

from googlecloudsdk import gcloud_main  # noqa: E402
from googlecloudsdk.core.credentials import transports  # noqa: E402, F401

cli = gcloud_main.CreateCLI([])
gc.freeze()


def run(arguments, files):
    for standard, file in enumerate(files):
        os.dup2(file, standard)
    sys.argv = ["gcloud", *arguments]
    status = 0
    try:
        gcloud_main.main(cli)
    except SystemExit as end:
        status = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # without taking apart all that was loaded


server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen()
print("ready", flush=True)
while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
    connection, _ = server.accept()
    call, files, _, _ = socket.recv_fds(connection, 1 << 16, 3)
    child = os.fork()
    if child == 0:
        run(json.loads(call), files)
    for file in files:
        os.close(file)
    _, status = os.waitpid(child, 0)
    connection.sendall(bytes([os.waitstatus_to_exitcode(status) & 255]))
    connection.close()

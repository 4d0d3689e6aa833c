#!/bin/sh
# The image's entry point: DevPlus's settings, then Kestra with its flows. Its configuration is application.yaml beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
exec /app/kestra server standalone --config "$here/application.yaml" --flow-path "$here/flows" "$@"

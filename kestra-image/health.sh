#!/bin/bash
# Succeeds while Kestra's /health says UP: for Docker's HEALTHCHECK. bash, because the stock image promises no curl.
set -eu
exec 3<> "/dev/tcp/127.0.0.1/${1:-8081}"
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]

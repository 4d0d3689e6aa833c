#!/bin/sh
# The image's entry point: checks the settings, chooses database and storage, and starts Kestra with DevPlus's flows.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

faults=0
fault() {
  echo "$*" >&2
  faults=$((faults + 1))
}

case "${KESTRA_USERNAME:-}" in
  *?@?*.?*) ;;
  *) fault "KESTRA_USERNAME is '${KESTRA_USERNAME:-}': Kestra's user name is an e-mail address" ;;
esac
password=${KESTRA_PASSWORD:-}
case "$password" in *[A-Z]*) capital=yes ;; *) capital= ;; esac
case "$password" in *[0-9]*) digit=yes ;; *) digit= ;; esac
if [ ${#password} -lt 8 ] || [ -z "$capital" ] || [ -z "$digit" ]; then
  fault "KESTRA_PASSWORD has not 8 characters with a capital and a digit: Kestra refuses it"
fi
key_bytes=$(printf %s "${KESTRA_ENCRYPTION_SECRET_KEY:-}" | base64 -d 2>/dev/null | wc -c)
if [ "$((key_bytes))" -ne 32 ]; then
  fault "KESTRA_ENCRYPTION_SECRET_KEY is not 32 bytes in base64: make one with \`openssl rand -base64 32\`, and keep it"
fi

if [ -n "${DATABASE_URL:-}" ]; then
  database=postgres
  case "$DATABASE_URL" in
    jdbc:postgresql://*) ;;
    *) fault "DATABASE_URL is no jdbc:postgresql://HOST:5432/DATABASE; the driver has no Unix sockets" ;;
  esac
  [ -n "${DATABASE_USERNAME:-}" ] || fault "DATABASE_URL needs DATABASE_USERNAME"
  [ -n "${DATABASE_PASSWORD:-}" ] || fault "DATABASE_URL needs DATABASE_PASSWORD"
else
  database=embedded
  echo "DATABASE_URL is not set: executions are kept in this instance and die with it" >&2
fi
if [ -n "${GCS_BUCKET:-}" ]; then
  export KESTRA_STORAGE_TYPE=gcs
  [ -n "${GOOGLE_CLOUD_PROJECT:-}" ] || fault "GCS_BUCKET needs GOOGLE_CLOUD_PROJECT, the bucket's project"
elif [ "$database" = postgres ]; then
  echo "GCS_BUCKET is not set: files of executions are kept in this instance, where another can't read them" >&2
fi
[ $faults -eq 0 ] || exit 1

# Micronaut reads these files in order; a later one, and the environment above all, wins. Kestra's own script would replace the list by
# what KESTRA_CONFIGURATION holds, so that is added here.
MICRONAUT_CONFIG_FILES="$here/application.yaml,$here/database-$database.yaml${MICRONAUT_CONFIG_FILES:+,$MICRONAUT_CONFIG_FILES}"
if [ -n "${KESTRA_CONFIGURATION:-}" ]; then
  extra=$(mktemp -d)/configuration.yaml
  (umask 077 && printf '%s\n' "$KESTRA_CONFIGURATION" > "$extra")
  MICRONAUT_CONFIG_FILES="$MICRONAUT_CONFIG_FILES,$extra"
  unset KESTRA_CONFIGURATION
fi
export MICRONAUT_CONFIG_FILES

# Cloud Run sets K_SERVICE. Its logs want JSON with a severity.
if [ -n "${K_SERVICE:-}" ]; then
  export JAVA_OPTS="${JAVA_OPTS:-} -Dlogback.configurationFile=$here/logback.xml"
fi

# A worker thread mostly waits for a model: more of them than the processors would suggest.
exec "$here/../kestra" server standalone --worker-thread "${KESTRA_WORKER_THREADS:-32}" --flow-path "$here/flows" "$@"

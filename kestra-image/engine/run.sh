#!/bin/sh
# Starts Kestra's real engine with this folder's flows and application.yaml: run.sh [PORT], 0 (the default) for a free one.
# ENGINE_DATA is a folder that keeps executions; without it they end with the process.
# ENGINE_KESTRA_VERSION names a line, 1.3 (the default) or 2.0, or one of its versions.
# Needs a JDK (21 or newer for 1.3, 25 for 2.0) and Maven; the first run downloads about 90 MB and builds, later ones start in seconds.
# When all is up it prints one line: ready {"url":…,"management":…}. run.sh --check only looks for the JDK and Maven, --build only
# builds, --effective PREFIX… prints what Micronaut makes of MICRONAUT_CONFIG_FILES and the environment, as a Kestra server would see it.
set -eu
engine=$(cd "$(dirname "$0")" && pwd)
image=$(dirname "$engine")

version=${ENGINE_KESTRA_VERSION:-1.3}
line=$(echo "$version" | cut -d. -f1-2)
case "$line" in
  1.3) jdk=21 ;;
  2.0) jdk=25 ;;
  *) echo "kestra-image/engine: Kestra '$version' is not supported; use 1.3 or 2.0" >&2; exit 1 ;;
esac

# major JAVA_HOME: the Java version there, 0 for none.
major() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

java_home=
for candidate in "${JAVA_HOME_25:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/*2[1-9]* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if [ -n "$candidate" ] && [ "$(major "$candidate")" -ge $jdk ]; then java_home=$candidate; break; fi
done
[ -n "$java_home" ] || { echo "kestra-image/engine: no JDK $jdk or newer; install Temurin 25 or set JAVA_HOME_25" >&2; exit 1; }
command -v mvn >/dev/null || { echo "kestra-image/engine: no mvn; install Maven 3.8 or newer" >&2; exit 1; }
[ "${1:-}" != --check ] || exit 0
export JAVA_HOME="$java_home"

# One build for each state of the sources, shared by every checkout. Options are no part of it, though Java's version shows some.
key=$(cd "$engine" && { unset JDK_JAVA_OPTIONS; echo "$version"; "$java_home/bin/java" --version; find pom.xml src/main "src/line-$line" -type f | LC_ALL=C sort | xargs cat; } | cksum | tr ' ' -)
build=${XDG_CACHE_HOME:-$HOME/.cache}/devplus/kestra-engine-$version-$key
if [ ! -d "$build" ]; then
  mkdir -p "$(dirname "$build")"
  work=$(mktemp -d "$build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM
  cp -R "$engine/pom.xml" "$engine/src" "$work"
  exact=
  [ "$version" = "$line" ] || exact=-Dkestra.version=$version
  (cd "$work" && mvn --batch-mode --quiet package "-Dkestra.line=$line" ${exact:+"$exact"}) >&2
  # Of two builds at the same time, the second is thrown away.
  [ -d "$build" ] || mv "$work/target" "$build"
  rm -rf "$work"
  trap - EXIT INT TERM
fi

java="$java_home/bin/java"
options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx768m -Xlog:disable -Xlog:all=error:stderr"
classes="$build/kestra-engine-1.jar:$build/lib/*"

if [ "${1:-}" = --effective ]; then
  shift
  archive= # of an engine's first start: this takes half the time with it
  [ ! -f "$build/classes.jsa" ] || archive=-XX:SharedArchiveFile=$build/classes.jsa
  # shellcheck disable=SC2086
  exec "$java" $options ${archive:+"$archive"} -cp "$classes" devplus.engine.Effective "$@"
fi

# The key of what is encrypted lives as long as the data. The rest stands in for what the image gets from Secret Manager.
if [ -n "${ENGINE_DATA:-}" ] && [ -z "${KESTRA_ENCRYPTION_SECRET_KEY:-}" ]; then
  mkdir -p "$ENGINE_DATA"
  key_file=$ENGINE_DATA/encryption-key
  [ -f "$key_file" ] || (umask 077 && head -c 32 /dev/urandom | base64 > "$key_file")
  KESTRA_ENCRYPTION_SECRET_KEY=$(cat "$key_file")
fi
export KESTRA_USERNAME="${KESTRA_USERNAME:-engine@devplus.local}" KESTRA_PASSWORD="${KESTRA_PASSWORD:-Engine-0nly}"
export KESTRA_ENCRYPTION_SECRET_KEY="${KESTRA_ENCRYPTION_SECRET_KEY:-$(head -c 32 /dev/urandom | base64)}"
. "$image/environment.sh"

# One start and stop leaves an archive of the loaded classes: later starts take 4 seconds instead of 8. Java may crash while it writes
# the archive; an engine without one is only slower.
if [ ! -f "$build/classes.jsa" ]; then
  # shellcheck disable=SC2086
  ENGINE_FOLLOW_STDIN=1 ENGINE_DATA='' "$java" $options "-XX:ErrorFile=$build/crash.log" "-XX:ArchiveClassesAtExit=$build/classes.jsa.$$" \
    -cp "$classes" devplus.engine.Main "$image" 0 </dev/null >/dev/null || rm -f "$build/classes.jsa.$$"
  [ ! -f "$build/classes.jsa.$$" ] || mv "$build/classes.jsa.$$" "$build/classes.jsa"
fi
[ "${1:-}" != --build ] || exit 0

# shellcheck disable=SC2086
exec "$java" $options "-XX:SharedArchiveFile=$build/classes.jsa" -cp "$classes" devplus.engine.Main "$image" "${1:-0}"

# shellcheck shell=sh
# Sourced by whatever starts Kestra. The one place where DevPlus's settings become what flows can read: a flow sees
# ENV_NAME as {{ envs.name }} and SECRET_NAME, in base64, as {{ secret('NAME') }}.

# Where no MODEL_AUTH is given: a key means bearer, Cloud Run (which sets K_SERVICE) means its own identity.
if [ -z "${MODEL_AUTH:-}" ]; then
  if [ -n "${MODEL_API_KEY:-}" ]; then MODEL_AUTH=bearer
  elif [ -n "${K_SERVICE:-}" ]; then MODEL_AUTH=google
  else MODEL_AUTH=none
  fi
fi

case "$MODEL_AUTH" in
  google | bearer | none) ;;
  *) echo "MODEL_AUTH is '$MODEL_AUTH': use google, bearer or none" >&2; exit 1 ;;
esac
case "${CALLBACK_AUTH:-none}" in
  google | none) ;;
  *) echo "CALLBACK_AUTH is '$CALLBACK_AUTH': use google or none" >&2; exit 1 ;;
esac

export ENV_MODEL_BASE_URL="${MODEL_BASE_URL:-}"
export ENV_MODEL_NAME="${MODEL_NAME:-}"
export ENV_MODEL_AUTH="$MODEL_AUTH"
export ENV_MODEL_MAX_TOKENS="${MODEL_MAX_TOKENS:-8192}"
export ENV_MODEL_MAX_TOKENS_FIELD="${MODEL_MAX_TOKENS_FIELD:-max_tokens}"
export ENV_CALLBACK_AUTH="${CALLBACK_AUTH:-none}"
# Google's libraries read the same variable; set it where the metadata server is somewhere else.
export ENV_METADATA_HOST="${GCE_METADATA_HOST:-metadata.google.internal}"

if [ -n "${MODEL_API_KEY:-}" ]; then
  SECRET_MODEL_API_KEY=$(printf %s "$MODEL_API_KEY" | base64 | tr -d '\n')
  export SECRET_MODEL_API_KEY
  unset MODEL_API_KEY
fi

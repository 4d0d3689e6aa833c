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

# Gemini 3's maker advises against any temperature but the model's own.
if [ -z "${MODEL_TEMPERATURE:-}" ]; then
  case "${MODEL_NAME:-}" in
    *gemini-3*) MODEL_TEMPERATURE=none ;;
    *) MODEL_TEMPERATURE=0 ;;
  esac
fi
case "$MODEL_TEMPERATURE" in
  none | [0-9] | [0-9].[0-9] | [0-9].[0-9][0-9]) ;;
  *) echo "MODEL_TEMPERATURE is '$MODEL_TEMPERATURE': use a number from 0 to 2, such as 0.2, or none to leave it to the model" >&2; exit 1 ;;
esac

case "$MODEL_AUTH" in
  google | bearer | none) ;;
  *) echo "MODEL_AUTH is '$MODEL_AUTH': use google, bearer or none" >&2; exit 1 ;;
esac
case "${CALLBACK_AUTH:-none}" in
  google | none) ;;
  *) echo "CALLBACK_AUTH is '$CALLBACK_AUTH': use google or none" >&2; exit 1 ;;
esac

case "${KESTRA_RETENTION_DAYS:-7}" in
  [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) ;;
  *) echo "KESTRA_RETENTION_DAYS is '$KESTRA_RETENTION_DAYS': use a number of days from 1 to 999" >&2; exit 1 ;;
esac

export ENV_MODEL_BASE_URL="${MODEL_BASE_URL:-}"
export ENV_MODEL_NAME="${MODEL_NAME:-}"
export ENV_MODEL_NAME_QUICK="${MODEL_NAME_QUICK:-}"
export ENV_MODEL_NAME_DEEP="${MODEL_NAME_DEEP:-}"
export ENV_MODEL_NAME_FALLBACK="${MODEL_NAME_FALLBACK:-}"
export ENV_MODEL_TEMPERATURE="$MODEL_TEMPERATURE"
export ENV_MODEL_AUTH="$MODEL_AUTH"
export ENV_MODEL_MAX_TOKENS="${MODEL_MAX_TOKENS:-8192}"
export ENV_MODEL_MAX_TOKENS_FIELD="${MODEL_MAX_TOKENS_FIELD:-max_tokens}"
export ENV_CALLBACK_AUTH="${CALLBACK_AUTH:-none}"
export ENV_RETENTION_DAYS="${KESTRA_RETENTION_DAYS:-7}"
# Google's libraries read the same variable; set it where the metadata server is somewhere else.
export ENV_METADATA_HOST="${GCE_METADATA_HOST:-metadata.google.internal}"

if [ -n "${MODEL_API_KEY:-}" ]; then
  SECRET_MODEL_API_KEY=$(printf %s "$MODEL_API_KEY" | base64 | tr -d '\n')
  export SECRET_MODEL_API_KEY
  unset MODEL_API_KEY
fi

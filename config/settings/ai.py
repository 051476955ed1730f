"""The language model: `offline` by default, any model that litellm knows by `LLM_MODEL`."""

from config.settings.environment import env

LLM_MODEL = env.str("LLM_MODEL", default="")
LLM_API_BASE = env.str("LLM_API_BASE", default="")
LLM_API_KEY = env.str("LLM_API_KEY", default="")
LLM_TIMEOUT_SECONDS = env.float("LLM_TIMEOUT_SECONDS", default=10.0)
LLM_MAX_RETRIES = env.int("LLM_MAX_RETRIES", default=2)
LLM_FALLBACK_MODELS = env.list("LLM_FALLBACK_MODELS", default=[])
LLM_CACHE_SECONDS = env.int("LLM_CACHE_SECONDS", default=86_400)
LLM_LIMIT_PER_MINUTE = env.int("LLM_LIMIT_PER_MINUTE", default=0)

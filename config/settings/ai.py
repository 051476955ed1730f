"""The language model: `offline` by default, any model that litellm knows by `LLM_MODEL`."""

from decimal import Decimal

from config.settings.environment import env

LLM_MODEL = env.str("LLM_MODEL", default="")
LLM_API_BASE = env.str("LLM_API_BASE", default="")
LLM_API_KEY = env.str("LLM_API_KEY", default="")
LLM_TIMEOUT_SECONDS = env.float("LLM_TIMEOUT_SECONDS", default=10.0)
LLM_STREAM_SECONDS = env.float("LLM_STREAM_SECONDS", default=60.0)
LLM_MAX_RETRIES = env.int("LLM_MAX_RETRIES", default=2)
LLM_FALLBACK_MODELS = env.list("LLM_FALLBACK_MODELS", default=[])
LLM_CACHE_SECONDS = env.int("LLM_CACHE_SECONDS", default=86_400)
LLM_LIMIT_PER_MINUTE = env.int("LLM_LIMIT_PER_MINUTE", default=0)
LLM_MAX_OUTPUT_TOKENS = env.int("LLM_MAX_OUTPUT_TOKENS", default=4096)

# Prices: pesos for a million tokens; both 0: litellm's list of prices, in dollars.
LLM_PRICE_IN = Decimal(env.str("LLM_PRICE_IN", default="0"))
LLM_PRICE_OUT = Decimal(env.str("LLM_PRICE_OUT", default="0"))
LLM_PESOS_PER_DOLLAR = Decimal(env.str("LLM_PESOS_PER_DOLLAR", default="60"))
# What may be spent in a month (Manila time); 0: no limit.
LLM_BUDGET_USER_TOKENS = env.int("LLM_BUDGET_USER_TOKENS", default=0)
LLM_BUDGET_USER_PESOS = Decimal(env.str("LLM_BUDGET_USER_PESOS", default="0"))
LLM_BUDGET_CASE_TOKENS = env.int("LLM_BUDGET_CASE_TOKENS", default=0)
LLM_BUDGET_CASE_PESOS = Decimal(env.str("LLM_BUDGET_CASE_PESOS", default="0"))
LLM_BUDGET_PRACTICE_TOKENS = env.int("LLM_BUDGET_PRACTICE_TOKENS", default=0)
LLM_BUDGET_PRACTICE_PESOS = Decimal(env.str("LLM_BUDGET_PRACTICE_PESOS", default="0"))

# Names of people also by a model that runs here (requirements/ner.txt), and the time the scrubber may take for a text.
PII_NER = env.bool("PII_NER", default=False)
PII_TIMEOUT_SECONDS = env.float("PII_TIMEOUT_SECONDS", default=5.0)

# The project's commands. Each works from a clean clone; `make demo` and `make test` need Python 3.11 or newer alone.
PYTHON ?= python3
PORT ?= 8000
VENV_PYTHON = .venv/bin/python
# Tests never read the operator's .env and start from a known environment.
CLEAN = env -u DATABASE_URL -u DB_NAME -u REDIS_URL -u RABBITMQ_URL -u AWS_STORAGE_BUCKET_NAME -u MINIO_BUCKET_NAME \
	ENV_FILE=/dev/null
# More workers than cores only wait for each other.
WORKERS ?= 2
PYTEST_ARGS ?=
TYPED = $(shell git ls-files --cached --others --exclude-standard '*.py' | grep -v '^tests/' | \
	grep -E '(^|/)(services|selectors|gateways|providers)(/[a-z_]+)*\.py$$|(^|/)(services|selectors)_[a-z]+\.py$$')

.PHONY: help demo environment test test-services test-browser audit bench lint format messages css clean

help:
	@echo "demo           the whole market on http://localhost:$(PORT) (PORT=8001 for another port)"
	@echo "test           every test that needs no server"
	@echo "test-services  PostgreSQL, Redis, RabbitMQ; migrations from nothing"
	@echo "test-browser   headless Chromium against a running demo"
	@echo "audit          what is too long for the gate;  bench: speed, as a table and JSON"
	@echo "lint  format  messages  css  clean"

demo:
	@PORT=$(PORT) exec $(PYTHON) scripts/demo.py

environment:
	@$(PYTHON) scripts/environment.py --dev >/dev/null

test: environment
	$(CLEAN) $(VENV_PYTHON) -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

test-services: environment
	@addresses="$$(ENV_FILE=/dev/null $(VENV_PYTHON) scripts/services.py)" || exit 1; eval "$$addresses"; \
	ENV_FILE=/dev/null $(VENV_PYTHON) -m pytest -m services --create-db $(PYTEST_ARGS)

test-browser: environment
	@$(VENV_PYTHON) scripts/chromium.py
	$(CLEAN) $(VENV_PYTHON) -m pytest -m browser $(PYTEST_ARGS)

audit: environment
	@$(VENV_PYTHON) scripts/chromium.py
	$(VENV_PYTHON) -m pip check
	$(CLEAN) $(VENV_PYTHON) -m pytest -m audit $(PYTEST_ARGS)

bench: environment
	@addresses="$$(ENV_FILE=/dev/null $(VENV_PYTHON) scripts/services.py)" || exit 1; eval "$$addresses"; \
	ENV_FILE=/dev/null $(VENV_PYTHON) -m tests.bench $(BENCH_ARGS)

lint: environment
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(CLEAN) $(VENV_PYTHON) -m mypy $(TYPED)

format: environment
	$(VENV_PYTHON) -m ruff check --fix .
	$(VENV_PYTHON) -m ruff format .

messages: environment
	$(CLEAN) $(VENV_PYTHON) scripts/messages.py

css:
	npm install --no-save && npm run build

clean:
	rm -rf .venv node_modules var media staticfiles .mypy_cache .ruff_cache

# Everything starts here: `make run`. All it assumes is make and a Python ≥ 3.12.
# Paths are relative, because make cannot handle the spaces of an absolute one.

.DEFAULT_GOAL := run
.PHONY: run test check bench drill captures requirements messages environment runtime development programs

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
NEW_ENOUGH := import ensurepip, sys; sys.exit(sys.version_info < (3, 12))
TEMPLATES := find templates observatori alliances experiences -path '*templates/*' -name '*.html' -print0
COMPILE := uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header

# What production would set, for the checks that look at its settings; they connect to the database alone.
PRODUCTION := OBSERVATORI_MODE=production HOSTS=observatori.exemple.cat \
	SECRET_KEY=nomes-per-comprovar-la-configuracio-de-produccio-0123456789 \
	REDIS_URL=redis://redis/0 EMAIL_URL=smtp://correu:25 \
	$(PYTHON) -m observatori.local.database var/postgres-test

run: runtime
	@exec $(MANAGE) run

# Each worker has one half of the files, where what the tests of a file share is set up once; who ends first helps.
# ARGS goes to pytest: make test ARGS="-k venciments -x"
test: development programs
	@OBSERVATORI_MODE=test $(MANAGE) compile_translations
	@exec $(PYTHON) tests/processes.py -n 2 --dist worksteal \
		--ignore=tests/bench --ignore=tests/drill --ignore=tests/captures $(ARGS)

# All of them run, also after one has failed: one round shows everything there is to mend.
check: development
	@export OBSERVATORI_MODE=test; failed=; \
	step() { name=$$1; shift; printf '· %s\n' "$$name"; "$$@" || failed="$$failed · $$name"; }; \
	step "codi" $(PYTHON) -m ruff check .; \
	step "format del codi" $(PYTHON) -m ruff format --check .; \
	step "format de les plantilles" sh -c "$(TEMPLATES) | xargs -0 -r .venv/bin/djade --check --target-version 6.1"; \
	step "fletxes entre paquets" $(PYTHON) -m pytest -q -p no:randomly tests/test_repository.py; \
	step "migracions" $(MANAGE) makemigrations --check --dry-run; \
	step "traduccions" $(MANAGE) check_translations; \
	step "comprovacions de Django" $(MANAGE) check; \
	step "configuració de producció" env $(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING; \
	step "esquema de l’API" $(MANAGE) spectacular --validate --fail-on-warn --file /dev/null; \
	test -z "$$failed" || { echo "No ha passat: $$failed" >&2; exit 1; }

bench drill captures: development
	@test -d tests/$@ || { echo "Encara no hi ha res a «tests/$@»." >&2; exit 1; }
	@OBSERVATORI_MODE=test $(MANAGE) compile_translations
	@exec $(PYTHON) tests/processes.py tests/$@ $(ARGS)

# The pinned versions and hashes, from pyproject.toml. Without --python-version uv takes its own interpreter’s.
requirements:
	@command -v uv >/dev/null || { echo "Cal el programa «uv» per fixar les dependències." >&2; exit 1; }
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --group dev -c requirements.txt -o requirements-dev.txt

messages: development
	@command -v xgettext >/dev/null || { echo "Falta gettext: sudo apt-get install gettext" >&2; exit 1; }
	$(MANAGE) makemessages -l ca -l es -l en --no-obsolete --add-location=file --ignore=var --ignore=.venv

# --- Python’s part of the set-up ---------------------------------------------------------------------

# Looks at every interpreter there is: pyenv’s shims hide the system’s, and fail where their version is missing.
environment:
	@test -x .venv/bin/pip && $(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null && exit; \
	found=; IFS=:; \
	for folder in $$PATH "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin; do \
		for name in python3 python3.14 python3.13 python3.12; do \
			test -z "$$found" && "$$folder/$$name" -c '$(NEW_ENOUGH)' 2>/dev/null && found="$$folder/$$name"; \
		done; \
	done; \
	test -n "$$found" || { \
		echo "Cal un Python 3.12 o posterior amb el mòdul venv (a Debian: sudo apt-get install python3-venv)." >&2; \
		exit 1; }; \
	echo "Entorn de Python…"; "$$found" -m venv --clear .venv

runtime: environment
	@$(call install,requirements.txt)

development: runtime
	@$(call install,requirements-dev.txt)

# Only when the file differs from the one installed last.
define install
cmp -s $(1) .venv/$(1) || { echo "Dependències de $(1)…"; \
	{ command -v uv >/dev/null && uv pip install --quiet --python $(PYTHON) --require-hashes -r $(1); } || \
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $(1); } && \
cp $(1) .venv/$(1)
endef

# What the tests need from the system, each as program:package of Debian; then the dictionaries of hunspell.
programs:
	@missing=; for need in chromium:chromium redis-server:redis-server msgfmt:gettext hunspell:hunspell \
		java:default-jre-headless; do \
		command -v "$${need%:*}" >/dev/null || missing="$$missing $${need#*:}"; \
	done; \
	for need in ca:hunspell-ca es_ES:hunspell-es en_GB:hunspell-en-gb; do \
		hunspell -d "$${need%:*}" -l /dev/null >/dev/null 2>&1 || missing="$$missing $${need#*:}"; \
	done; \
	test -z "$$missing" || { \
		echo "Als tests els falten programes del sistema, que s’instal·len amb: sudo apt-get install$$missing" >&2; \
		exit 1; }

# make demo   sets everything up, writes the example's bundle into out/ and verifies it
# make test   sets everything up and runs every check and test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml README.md LICENSE $(shell find src schemas templates polices examples -type f)

.PHONY: demo test lint planches fuzz bench soak locale clean
.DELETE_ON_ERROR:

demo: $(VENV)/program
	$(BIN)/dossiers check examples/convention-et3p/complet.yaml
	$(BIN)/dossiers bundle examples/convention-et3p/complet.yaml -o out --remplacer
	$(BIN)/dossiers verify out/ET3P-2026-014.zip

test: $(VENV)/program $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 tests
	$(BIN)/python -m pytest -p no:cacheprovider --doctest-modules --pyargs dossiers

lint: $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/mypy

# Contact sheets of every page of every example, to be looked at.
planches: $(VENV)/program $(VENV)/tests
	for complete in examples/*/complet.yaml examples/*/instruction*.yaml; do $(BIN)/dossiers bundle $$complete -o out --remplacer || exit; done
	for incomplete in examples/*/incomplet.yaml; do $(BIN)/dossiers bundle $$incomplete -o out --projet || exit; done
	$(BIN)/python tools/planches.py out out/planches

# Ten minutes each, or SECONDES=…; any traceback stops it and leaves its file in out/fuzz/.
SECONDES ?= 600
fuzz: $(VENV)/program $(VENV)/tests
	PYTHONPATH=src $(BIN)/python tools/fuzz.py check $(SECONDES)
	PYTHONPATH=src $(BIN)/python tools/fuzz.py draft $(SECONDES)

bench: $(VENV)/program $(VENV)/bench
	$(BIN)/python -m benchmarks

# Two thousand bundles: an hour or so.
soak: $(VENV)/program
	$(BIN)/python -m benchmarks.soak

# click's words in French, from their translation.
locale: $(VENV)/tests
	$(BIN)/pybabel compile -d src/dossiers/locale -l fr

# A wheel is built and installed, so that what runs here is what a user installs.
$(VENV)/program: $(VENV)/pip $(SOURCES)
	tools/systeme demo
	$(BIN)/pip install --quiet --upgrade '.[signature]'
	touch $@

$(VENV)/tests: $(VENV)/pip pyproject.toml
	tools/systeme test
	$(BIN)/pip install --quiet --group test --group lint
	touch $@

$(VENV)/bench: $(VENV)/tests pyproject.toml
	tools/systeme bench
	$(BIN)/pip install --quiet --group bench
	touch $@

$(VENV)/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	touch $@

clean:
	rm -rf $(VENV) out build dist

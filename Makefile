# Two commands: `make demo` shows the main job, `make test` passes the tests. Each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= dev
BIN = $(VENV)/bin
OUT = build/demo
STEPS_SPEAK = normalize 'convert --to kuwaiti'

.PHONY: demo test lint clean

demo: $(VENV)/.installed
	@mkdir -p $(OUT)
	$(BIN)/avc pipe normalize diacritize -i examples/responses.txt -o $(OUT)/diacritized.txt --markup
	$(BIN)/avc pipe $(STEPS_SPEAK) -i examples/responses.txt -o $(OUT)/kuwaiti.txt --markup
	$(BIN)/avc pipe $(STEPS_SPEAK) 'phonemize --variety kuwaiti' -i examples/responses.txt -o $(OUT)/phonemes.txt --markup
	$(BIN)/avc pipe 'normalize --form asr' 'transliterate --catalogue examples/catalogue.tsv' -i examples/transcripts.txt -o $(OUT)/transliterated.txt --markup
	$(BIN)/avc pipe 'normalize --form asr' 'transliterate --catalogue examples/catalogue.tsv' tokenize -i examples/transcripts.txt -o $(OUT)/tokens.txt --markup
	@$(BIN)/python examples/side_by_side.py response=examples/responses.txt MSA=$(OUT)/diacritized.txt Kuwaiti=$(OUT)/kuwaiti.txt spoken=$(OUT)/phonemes.txt
	@$(BIN)/python examples/side_by_side.py transcript=examples/transcripts.txt names=$(OUT)/transliterated.txt tokens=$(OUT)/tokens.txt

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS)]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf build dist $(VENV)

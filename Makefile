# Everything a developer, an operator or CI types. Needs Python 3.11 or newer and make; no more.
# uv installs in seconds what takes pip a minute (docs/decisions/0014): the one on PATH is used, else
# one of our own; where uv cannot reach what pip can, pip installs.
# Paths are relative, so the folder may have any name.

.PHONY: run test coverage walk lint bench shell lock clean help
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
LOCAL := $(VENV_PYTHON) -m fulian.local
LOCK := --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-header --quiet
COMPILE := uv pip compile pyproject.toml $(LOCK)
COMPILE_GROUP := uv pip compile $(LOCK) --group

help:
	@echo 'make run    运行整个系统（首次运行自动安装）    make test   全部测试'
	@echo 'make lint   代码检查                            make walk   浏览器走查'
	@echo 'make bench  性能测试，BENCH=名称 只跑一项       make shell  COUNTY=430424 进入一个县'
	@echo 'make coverage  全部测试，并统计覆盖率           make lock   重新锁定依赖'
	@echo 'make clean  删除安装和缓存（不删数据）'

run: .venv/.runtime
	@$(LOCAL) run

# In one process more than there are processors (tests/conftest.py), each with a database and a
# cache of its own.
PYTEST := -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: .venv/.dev
	@$(LOCAL) -- $(VENV_PYTHON) $(PYTEST) $(ARGS)

# The same tests, watched: takes nearly twice as long.
coverage: .venv/.dev
	@mkdir -p .coverage
	@$(LOCAL) -- $(VENV_PYTHON) $(PYTEST) --cov --cov-report=term-missing --cov-fail-under=95 $(ARGS)

walk: .venv/.dev
	@command -v chromium >/dev/null || { echo '缺少浏览器，请先安装：apt install chromium fonts-noto-cjk'; exit 1; }
	@$(LOCAL) -- $(VENV_PYTHON) -m pytest walks $(ARGS)

lint: .venv/.dev
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m ruff format --check .
	@$(VENV_PYTHON) -c 'from importlinter.cli import lint_imports_command as c; c()'
	@$(LOCAL) -- $(VENV_PYTHON) -m mypy .

bench: .venv/.dev
	@$(LOCAL) -- $(VENV_PYTHON) -m bench $(BENCH)

shell: .venv/.runtime
	@test -n '$(COUNTY)' || { echo '请写明县的代码：make shell COUNTY=430424'; exit 1; }
	@$(LOCAL) --keep -- $(VENV_PYTHON) manage.py county_shell --county '$(COUNTY)'

lock:
	@command -v uv >/dev/null || { echo 'make lock 需要 uv：pip install uv'; exit 1; }
	@$(COMPILE) -o requirements.txt >/dev/null
	@$(COMPILE) --extra pdf -c requirements.txt -o requirements-pdf.txt >/dev/null
	@$(COMPILE) --extra pdf --group dev -c requirements.txt -o requirements-dev.txt >/dev/null
	@$(COMPILE_GROUP) install -o requirements-uv.txt >/dev/null

clean:
	@rm -rf .venv .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo '已删除安装和缓存；数据还在 .local 里'

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo '需要 Python 3.11 或更高版本：请安装后再运行，或指明它，例如 make PYTHON=python3.12 run'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'Python 缺少 venv 模块，请先安装：apt install python3-venv'; exit 1; }
	@echo '首次运行：正在建立 .venv 并安装依赖……'
	@if $(OUR_PIP) --version >/dev/null 2>&1; then $(PYTHON) -m venv --without-pip .venv; else $(PYTHON) -m venv .venv; fi
	@command -v uv >/dev/null || $(PIP) install $(LOCKED) requirements-uv.txt || true
	@touch $@

# The lock is installed exactly as it is written, every file checked against its hash.
.venv/.runtime: requirements.txt | .venv/.made
	@$(call install,requirements.txt)
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/.made
	@$(call install,requirements-dev.txt)
	@touch .venv/.runtime $@

# pip of the Python at hand, where it can install elsewhere: putting another into .venv takes six seconds.
OUR_PIP = $(PYTHON) -m pip --python "$$(command -v $(PYTHON))"
PIP_AT_HAND = $$($(VENV_PYTHON) -c 'import pip' 2>/dev/null && echo $(VENV_PYTHON) -m pip || echo $(PYTHON) -m pip --python $(VENV_PYTHON))
PIP = $(PIP_AT_HAND) --disable-pip-version-check --quiet
LOCKED := --require-hashes -r

# pip's own choice of index is passed on: uv does not read pip's configuration.
install = uv=$$(command -v uv || echo .venv/bin/uv); \
	index=$${UV_DEFAULT_INDEX:-$$($(PYTHON) -m pip config list 2>/dev/null | sed -n "s/.*\.index-url='\(.*\)'/\1/p" | tail -n 1)}; \
	$${index:+env UV_DEFAULT_INDEX=$$index} $$uv pip install --quiet --compile-bytecode \
		--python $(VENV_PYTHON) $(LOCKED) $(1) || $(PIP) install $(LOCKED) $(1)

# Sourced by ./run and ./test: a virtual environment with the pinned packages and the project itself.
# install SET: SET is run or test. Does nothing when all is there; a moved clone or a new Python begins anew.

say() { echo "$*" >&2; }

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
  done
  say "Python 3.11 or newer is needed. On Debian or Ubuntu: apt install python3 python3-venv"
  exit 1
}

make_venv() {
  local python
  python=$(find_python)
  rm -rf .venv
  if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$python" -m venv .venv
  elif command -v uv >/dev/null; then
    uv venv -q --seed --python "$(command -v "$python")" .venv
  else
    say "This Python cannot make virtual environments (ensurepip is missing)."
    say "On Debian or Ubuntu: apt install python3-venv"
    exit 1
  fi
}

install() {
  local wanted stamp=.venv/installed-$1
  wanted=$(cat "requirements/$1.txt" pyproject.toml; pwd)
  if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.prefix == sys.base_prefix)' 2>/dev/null \
    || [ "$(cat .venv/place 2>/dev/null)" != "$PWD" ]; then
    say "making .venv"
    make_venv
    pwd > .venv/place
  fi
  say "installing packages"
  # uv is ten times faster; where it cannot be had, pip does the same
  [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check uv 2>/dev/null || true
  if ! { [ -x .venv/bin/uv ] && .venv/bin/uv pip install -q --python .venv/bin/python -r "requirements/$1.txt" -e .; }; then
    .venv/bin/python -m pip install -q --disable-pip-version-check -r "requirements/$1.txt" -e .
  fi
  printf '%s\n' "$wanted" > "$stamp"
}

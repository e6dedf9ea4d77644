#!/usr/bin/env bash
# eng/web.sh          builds console and till page into web/dist, which the server carries; does nothing when nothing under web/ changed
# eng/web.sh --node   only sees to it that there are Node and the packages (for the tests of web/)
# Without Node 20.19 or later it fetches one: Debian's nodejs and npm by apt, then the npm package `node`. TESSERA_WEB=skip leaves the pages out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../web"
if [ "${TESSERA_WEB:-}" = skip ]; then exit 0; fi

export npm_config_update_notifier=false npm_config_loglevel=error
fits() { command -v "$1" >/dev/null && "$1" -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' 2>/dev/null; }
own="${XDG_CACHE_HOME:-$HOME/.cache}/tessera-node"
if ! fits node && [ -x "$own/node_modules/node/bin/node" ]; then PATH="$own/node_modules/node/bin:$PATH"; fi
if ! fits node; then
    echo "安装 Node … installing Node" >&2
    if ! command -v npm >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm) >/dev/null 2>&1 || true
    fi
    if command -v npm >/dev/null; then npm install --prefix "$own" --no-audit --no-fund --silent node@20.20.2 >/dev/null 2>&1 || true; fi
    PATH="$own/node_modules/node/bin:$PATH"
fi
if ! fits node || ! command -v npm >/dev/null; then
    echo "没有 Node 20.19 或更新的版本，网页没有构建；接口照常工作。 There is no Node 20.19 or later: the pages were not built, the API works as ever." >&2
    exit 5
fi

# One install for each lock file.
lock=$(sha256sum package-lock.json | cut -c1-64)
if [ "$(cat node_modules/.installed 2>/dev/null)" != "$lock" ]; then
    echo "安装网页的包 … installing the packages of the pages" >&2
    npm ci --no-audit --no-fund --silent >&2
    echo "$lock" >node_modules/.installed
fi
node build/types.mjs
node build/goods.mjs
if [ "${1:-}" = --node ]; then exit 0; fi

# Built again only when a source changed; the description of the API is one of them, through its types.
sources=$(find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)
if [ "$(cat dist/.built 2>/dev/null)" != "$sources" ]; then
    echo "构建网页 … building the pages" >&2
    rm -rf dist
    said=$(npm run --silent build 2>&1) || { printf '%s\n' "$said" >&2; exit 6; }
    echo "$sources" >dist/.built
fi

# Sourced by run, test and bench: goes to the repository's root, finds the .NET SDK, sets what every build shares.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build servers would outlive the script and hold memory.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
# What the SDK itself loads, where a bare Debian has left it out; names are library, then package.
libraries=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] && [ -n "$libraries" ]; then
    missing=()
    for need in libstdc++.so.6:libstdc++6 libssl.so.3:libssl3 libz.so.1:zlib1g; do
        grep -qF "${need%%:*}" <<<"$libraries" || missing+=("${need##*:}")
    done
    [ -s /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
    if [ ${#missing[@]} != 0 ]; then
        echo "安装 installing ${missing[*]}" >&2
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null ||
            echo "apt 未能安装。 apt could not install them." >&2
    fi
fi
# The SDK itself asks for ICU; without it, it can still build.
if ! grep -qF libicuuc <<<"$libraries"; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
fi

# An SDK put into the home folder by Microsoft's install script is not always on the path.
if ! command -v dotnet >/dev/null && [ -x "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet" ]; then
    PATH="${DOTNET_ROOT:-$HOME/.dotnet}:$PATH"
fi

if ! { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.' && dotnet --version >/dev/null 2>&1; }; then
    cat >&2 <<'TEXT'
没有找到 .NET 10 SDK（10.0.401 或更新的 10.0.x）。
  下载地址：https://dotnet.microsoft.com/download/dotnet/10.0
  装好后运行 dotnet --list-sdks，应能看到 10.0.x，然后再运行本脚本。
The .NET 10 SDK (10.0.401 or a later 10.0.x) was not found.
  Get it from https://dotnet.microsoft.com/download/dotnet/10.0
  When it is installed, dotnet --list-sdks shows 10.0.x; then run this script again.
TEXT
    exit 3
fi

# Built programs look for the runtime here.
sdk_home=$(dirname "$(readlink -f "$(command -v dotnet)")")
if [ -d "$sdk_home/shared" ]; then export DOTNET_ROOT="$sdk_home"; fi

# build WHAT: restores and builds in Release; says nothing more unless something is wrong.
build() {
    echo "构建中 building $1 …" >&2
    local said
    said=$(dotnet build "$1" -c Release -v q -nologo -clp:ErrorsOnly 2>&1) || {
        printf '%s\n' "$said" >&2
        echo "构建失败。 The build failed." >&2
        exit 4
    }
}

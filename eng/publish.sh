#!/usr/bin/env bash
# eng/publish.sh [FOLDER]   makes the product one file that needs nothing installed: FOLDER/tessera (dist by default), with its templates beside it
# TESSERA_RUNTIME chooses another system than linux-x64.
set -euo pipefail
to=$(realpath -m "${1:-dist}")
. "$(dirname "$0")/sdk.sh"
# The pages travel inside the file.
eng/web.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Packages of one system have no place in the lock files, which hold for all: versions are exact all the same.
dotnet publish src/Tessera.Server/Tessera.Server.csproj -c Release -r "${TESSERA_RUNTIME:-linux-x64}" --self-contained true -o "$to" -v q -nologo -clp:ErrorsOnly \
    --artifacts-path "$work" -p:NuGetLockFilePath="$work/none.json" -p:RestorePackagesWithLockFile=false -p:PublishSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true -p:DebugType=embedded -p:GenerateDocumentationFile=false
echo "$to/tessera"

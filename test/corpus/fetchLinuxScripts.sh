#!/bin/sh
# Puts checkpatch.pl and what belongs to it into a folder, from Debian's package of the Linux source.
# Usage: fetchLinuxScripts.sh linux-source-6.1 FOLDER
# The package has about 140 MB and is not kept; the folder is there whole, with a file `version`, or not at all.
set -eu
package=$1
folder=$2
[ ! -e "$folder/version" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -e "/usr/src/$package.tar.xz" ]; then
  archive=/usr/src/$package.tar.xz
  version=$(dpkg-query -W -f='${Version}' "$package" 2>/dev/null || echo unknown)
else
  cd "$work"
  download() { apt-get -q -o Acquire::Retries=1 -o Acquire::http::Timeout=20 download "$package"; }
  if ! download; then
    [ "$(id -u)" = 0 ] && apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 update
    download
  fi
  version=$(dpkg-deb -f ./*.deb Version)
  dpkg-deb --fsys-tarfile ./*.deb | tar -xO "./usr/src/$package.tar.xz" >archive
  rm -f ./*.deb
  archive=$work/archive
fi
mkdir "$work/scripts"
# --occurrence: the rest of the archive need not be read.
tar -xJf "$archive" -C "$work/scripts" --strip-components=2 --occurrence=1 \
  "$package/scripts/checkpatch.pl" "$package/scripts/spelling.txt" \
  "$package/scripts/const_structs.checkpatch" "$package/scripts/get_maintainer.pl"
echo "$version" >"$work/scripts/version"
mkdir -p "$(dirname "$folder")"
rm -rf "$folder"
mv "$work/scripts" "$folder"
